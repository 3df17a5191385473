package media.sluice.coordinator.signaling.livekit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import livekit.LivekitRtc.SignalRequest;
import media.sluice.coordinator.port.ClientMessage;

/** A frame of a client is read, ignored, or said to be none; the same in both forms. */
class SignalFuzzTest {

    @FuzzTest
    void binary(byte[] frame) throws InvalidProtocolBufferException {
        SignalRequest request;
        try {
            request = SignalFrames.read(frame);
        } catch (InvalidProtocolBufferException expected) {
            return;
        }
        var read = Incoming.read(request);
        if (read.isPresent() && !read.equals(Incoming.read(SignalFrames.read(text(request))))) {
            throw new IllegalStateException("JSON says something else");
        }
    }

    @FuzzTest
    void text(byte[] frame) throws InvalidProtocolBufferException {
        SignalRequest request;
        try {
            request = SignalFrames.read(new String(frame, StandardCharsets.UTF_8));
        } catch (InvalidProtocolBufferException expected) {
            return;
        }
        var read = Incoming.read(request);
        if (read.isPresent()
                && read.get() instanceof ClientMessage.Settings settings
                && (settings.settings().priority() < 0 || settings.settings().priority() > 255)) {
            throw new IllegalStateException("a priority out of its range");
        }
    }

    private static String text(SignalRequest request) throws InvalidProtocolBufferException {
        return JsonFormat.printer().omittingInsignificantWhitespace().print(request);
    }
}
