package media.sluice.core.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

class ExtensionMapTest {

    @Test
    void keepsBothDirections() {
        var map = ExtensionMap.EMPTY.with(KnownExtension.MID, 4).with(KnownExtension.RID, 200);

        assertThat(map.idOf(KnownExtension.MID)).isEqualTo(4);
        assertThat(map.extensionOf(200)).isEqualTo(KnownExtension.RID);
        assertThat(map.extensionOf(0)).isNull();
        assertThat(map.has(KnownExtension.AUDIO_LEVEL)).isFalse();
        assertThat(ExtensionMap.EMPTY.has(KnownExtension.MID)).isFalse();
    }

    @Test
    void newEntryReplacesExtensionAndId() {
        var map =
                ExtensionMap.EMPTY
                        .with(KnownExtension.MID, 4)
                        .with(KnownExtension.MID, 5)
                        .with(KnownExtension.RID, 5);

        assertThat(map.extensionOf(4)).isNull();
        assertThat(map.extensionOf(5)).isEqualTo(KnownExtension.RID);
        assertThat(map.has(KnownExtension.MID)).isFalse();
    }

    @Test
    void refusesIdsOutOfRange() {
        assertThatThrownBy(() -> ExtensionMap.EMPTY.with(KnownExtension.MID, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExtensionMap.EMPTY.with(KnownExtension.MID, 256))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void survivesTheJourneyBetweenNodes() throws CorruptStateException {
        var map =
                ExtensionMap.EMPTY
                        .with(KnownExtension.ABS_CAPTURE_TIME, 255)
                        .with(KnownExtension.FRAME_MARKING, 1);
        var writer = new StateWriter();
        map.export(writer);

        assertThat(ExtensionMap.restore(new StateReader(writer.toBytes()))).isEqualTo(map);
    }

    @Test
    void codesAndUrisAreUnique() {
        var seen = new HashSet<Object>();
        for (KnownExtension extension : KnownExtension.values()) {
            assertThat(seen.add(extension.code())).isTrue();
            assertThat(KnownExtension.ofUri(extension.uri())).isEqualTo(extension);
            assertThat(KnownExtension.ofCode(extension.code())).isEqualTo(extension);
            assertThat(extension.code()).isLessThan(KnownExtension.CODES);
        }
        assertThat(KnownExtension.ofUri("urn:unknown")).isNull();
    }
}
