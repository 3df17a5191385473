package media.sluice.coordinator.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeakerBoardTest {
    private final SpeakerBoard board = new SpeakerBoard();

    @Test
    void tellsTheLoudestTrackOnceAndItsEnd() {
        board.put("PA_a", "TR_1", 0.25);
        board.put("PA_a", "TR_2", 0.5);

        assertThat(board.changes()).containsExactly(new SpeakerBoard.Speaker("PA_a", 0.5));
        assertThat(board.changes()).isEmpty();
        board.removeTrack("PA_a", "TR_1");
        board.removeTrack("PA_a", "TR_2");
        assertThat(board.changes()).containsExactly(new SpeakerBoard.Speaker("PA_a", 0));
    }
}
