package media.sluice.coordinator.signaling.livekit;

import com.google.protobuf.InvalidProtocolBufferException;
import livekit.LivekitRtc.SignalRequest;
import media.sluice.coordinator.livekit.JsonMessages;

/** Reads a client's WebSocket frames: binary, or JSON in text. */
final class SignalFrames {
    private SignalFrames() {}

    static SignalRequest read(byte[] frame) throws InvalidProtocolBufferException {
        return SignalRequest.parseFrom(frame);
    }

    static SignalRequest read(String frame) throws InvalidProtocolBufferException {
        var request = SignalRequest.newBuilder();
        JsonMessages.merge(frame, request);
        return request.build();
    }
}
