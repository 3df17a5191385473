package media.sluice.coordinator.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import livekit.LivekitRtc.SignalRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMessagesTest {

    @Test
    void readsNumbersAndTextThatLooksLikeOne() throws InvalidProtocolBufferException {
        var request = SignalRequest.newBuilder();

        JsonMessages.merge(
                """
                {"trackSetting": {"trackSids": ["7e123456789"], "priority": "1e2", "width": 6.4e2},
                 "later": [1e999999999]}\
                """,
                request);

        assertThat(request.getTrackSetting().getPriority()).isEqualTo(100);
        assertThat(request.getTrackSetting().getWidth()).isEqualTo(640);
        assertThat(request.getTrackSetting().getTrackSids(0)).isEqualTo("7e123456789");
    }

    /** Each asks for a hundred million digits or more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"trackSetting\":{\"priority\":1e999999999}}",
                "{\"track_setting\":{\"priority\":1E-999999999}}",
                "{\"trackSetting\":{\"priority\":\"1\\u0065999999999\"}}",
                "{\"addTrack\":{\"layers\":[{\"width\":1e+99999999}]}}",
                "{'ping':'1e999999999'}",
            })
    void refusesNumbersThatWouldBeWrittenOut(String json) {
        assertThatThrownBy(() -> JsonMessages.merge(json, SignalRequest.newBuilder()))
                .isInstanceOf(InvalidProtocolBufferException.class)
                .hasMessageContaining("exponent");
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        var deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> JsonMessages.merge(deep, Struct.newBuilder()))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }
}
