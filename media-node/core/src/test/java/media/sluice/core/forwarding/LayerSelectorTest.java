package media.sluice.core.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import media.sluice.core.forwarding.LayerSelector.Decision;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

class LayerSelectorTest {

    private final LayerSelector selector = new LayerSelector(true);

    @Test
    void startsAtKeyFrameOfTheBestLiveLayer() {
        selector.live(0b001);
        assertThat(selector.pollKeyFrameWanted()).isZero();
        assertThat(selector.pollKeyFrameWanted()).isEqualTo(LayerSelector.NONE);
        assertThat(selector.decide(0, false)).isEqualTo(Decision.DROP);
        assertThat(selector.decide(0, true)).isEqualTo(Decision.SWITCH);
        assertThat(selector.decide(0, false)).isEqualTo(Decision.FORWARD);
    }

    @Test
    void goesUpOnlyAtKeyFrameAndServesTheOldLayerMeanwhile() {
        selector.live(0b001);
        selector.decide(0, true);
        selector.live(0b111);

        assertThat(selector.pollKeyFrameWanted()).isEqualTo(2);
        assertThat(selector.pollKeyFrameWanted()).isEqualTo(LayerSelector.NONE);
        assertThat(selector.isWaiting()).isTrue();
        assertThat(selector.decide(2, false)).isEqualTo(Decision.DROP);
        assertThat(selector.decide(1, true)).isEqualTo(Decision.DROP);
        assertThat(selector.decide(0, false)).isEqualTo(Decision.FORWARD);
        assertThat(selector.decide(2, true)).isEqualTo(Decision.SWITCH);
        assertThat(selector.decide(0, false)).isEqualTo(Decision.DROP);
        assertThat(selector.isWaiting()).isFalse();
    }

    @Test
    void spendsOneKeyFrameWhereTheSenderMakesThemForAllLayers() {
        selector.live(0b001);
        selector.decide(0, true);
        selector.live(0b011);

        assertThat(selector.decide(0, true)).isEqualTo(Decision.DROP);
        assertThat(selector.decide(0, false)).isEqualTo(Decision.DROP);
        assertThat(selector.decide(1, true)).isEqualTo(Decision.SWITCH);
        selector.want(0);
        assertThat(selector.decide(1, true)).isEqualTo(Decision.FORWARD);
        assertThat(selector.decide(0, true)).isEqualTo(Decision.SWITCH);
    }

    @Test
    void takesTheBestBelowIfTheWantedLayerDies() {
        selector.live(0b111);
        selector.decide(2, true);
        selector.live(0b011);

        assertThat(selector.target()).isEqualTo(1);
        assertThat(selector.current()).isEqualTo(2);
        selector.want(0);
        assertThat(selector.target()).isZero();
        selector.want(2);
        selector.live(0b111);
        assertThat(selector.target()).isEqualTo(2);
        assertThat(selector.pollKeyFrameWanted()).isEqualTo(LayerSelector.NONE);
    }

    @Test
    void takesTheLowestAboveIfNothingElseLives() {
        selector.want(0);
        selector.live(0b110);

        assertThat(selector.target()).isEqualTo(1);
    }

    @Test
    void staysIfNothingLives() {
        selector.live(0b010);
        selector.decide(1, true);
        selector.live(0);

        assertThat(selector.decide(1, false)).isEqualTo(Decision.FORWARD);
    }

    @Test
    void forwardsNothingWhilePausedAndResumesAtKeyFrame() {
        selector.live(0b001);
        selector.decide(0, true);
        selector.pollKeyFrameWanted();
        selector.pause(true);
        assertThat(selector.decide(0, true)).isEqualTo(Decision.DROP);
        assertThat(selector.pollKeyFrameWanted()).isEqualTo(LayerSelector.NONE);

        selector.pause(false);
        assertThat(selector.pollKeyFrameWanted()).isZero();
        assertThat(selector.decide(0, false)).isEqualTo(Decision.DROP);
        assertThat(selector.decide(0, true)).isEqualTo(Decision.SWITCH);
    }

    @Test
    void startsSoundAnywhereAndAsksForNothing() {
        LayerSelector sound = new LayerSelector(false);
        sound.live(1);

        assertThat(sound.pollKeyFrameWanted()).isEqualTo(LayerSelector.NONE);
        assertThat(sound.decide(0, false)).isEqualTo(Decision.SWITCH);
        assertThat(sound.decide(0, false)).isEqualTo(Decision.FORWARD);
    }

    @Test
    void exportsAndImports() throws CorruptStateException {
        selector.live(0b011);
        selector.decide(1, true);
        var writer = new StateWriter();
        selector.export(writer);
        var other = new LayerSelector(true);
        other.restore(new StateReader(writer.toBytes()));

        assertThat(other.decide(1, false)).isEqualTo(Decision.FORWARD);
        assertThat(other.target()).isEqualTo(1);
    }
}
