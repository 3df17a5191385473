package media.sluice.coordinator.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QualityBoardTest {
    private final QualityBoard board = new QualityBoard();

    @Test
    void flawlessStreamsAreExcellent() {
        put(0, 0, 500);

        assertThat(board.of("PA_a").quality()).isEqualTo(ConnectionQuality.EXCELLENT);
        assertThat(board.of("PA_a").meanOpinion()).isBetween(4.4, 4.5);
    }

    @Test
    void lossLowersTheClassAndRecoveryTakesLonger() {
        put(40, 0, 500);
        assertThat(board.of("PA_a").quality()).isEqualTo(ConnectionQuality.GOOD);

        put(0, 0, 500);

        assertThat(board.of("PA_a").quality()).isEqualTo(ConnectionQuality.GOOD);
        put(0, 0, 500);
        put(0, 0, 500);
        assertThat(board.of("PA_a").quality()).isEqualTo(ConnectionQuality.EXCELLENT);
    }

    @Test
    void missingLayerShows() {
        put(0, 1, 500);

        assertThat(board.of("PA_a").quality()).isEqualTo(ConnectionQuality.GOOD);
    }

    @Test
    void silenceIsPoorAndOnlyALostTransportIsLost() {
        put(0, 0, 0);
        put(0, 0, 0);
        assertThat(board.of("PA_a").quality()).isNotEqualTo(ConnectionQuality.LOST);

        board.setLost("PA_a", true);

        assertThat(board.of("PA_a").quality()).isEqualTo(ConnectionQuality.LOST);
    }

    @Test
    void tellsOnlyChanges() {
        assertThat(board.isDue(List.of("PA_a"))).isTrue();
        assertThat(board.isDue(List.of("PA_a"))).isFalse();
        put(50, 0, 500);
        assertThat(board.isDue(List.of("PA_a"))).isTrue();
    }

    private void put(long lost, int missingLayers, long expected) {
        board.put(
                "PA_a",
                "s/TR_1",
                new StreamReport(
                        expected, lost, 2, 20, missingLayers, TrackKind.VIDEO, false, false));
    }
}
