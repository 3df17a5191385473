package media.sluice.coordinator.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerChoiceTest {
    private final Track track = RoomFixtures.track("TR_1", TrackSource.CAMERA);

    @ParameterizedTest
    @CsvSource({"320,180,0", "350,190,0", "360,203,1", "640,360,1", "900,500,2", "4000,3000,2"})
    void takesTheSmallestLayerThatIsLargeEnough(int width, int height, int layer) {
        var settings = new TrackSettings(false, VideoQuality.HIGH, width, height, 0);

        assertThat(LayerChoice.spatialLayer(track, settings)).isEqualTo(layer);
    }

    @ParameterizedTest
    @CsvSource({"LOW,0", "MEDIUM,1", "HIGH,2"})
    void followsQualityWithoutASize(VideoQuality quality, int layer) {
        var settings = new TrackSettings(false, quality, 0, 0, 0);

        assertThat(LayerChoice.spatialLayer(track, settings)).isEqualTo(layer);
    }
}
