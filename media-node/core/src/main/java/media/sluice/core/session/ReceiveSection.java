package media.sluice.core.session;

import java.util.ArrayList;
import java.util.List;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/** A media section the session receives: its spec, its streams and who takes the packets. */
public final class ReceiveSection {
    private static final int STATE_VERSION = 1;
    private static final int PAYLOAD_TYPES = 128;

    private final ReceiveSpec spec;
    private final List<InboundStream> streams;
    private final ReceiveSpec.@Nullable Payload[] byType = new ReceiveSpec.Payload[PAYLOAD_TYPES];
    private @Nullable MediaSink sink;

    ReceiveSection(ReceiveSpec spec) {
        this.spec = spec;
        var list = new ArrayList<InboundStream>();
        for (int layer = 0; layer < spec.encodings().size(); layer++) {
            list.add(new InboundStream(this, layer, spec.encodings().get(layer)));
        }
        streams = List.copyOf(list);
        for (var payload : spec.payloads()) {
            byType[payload.payloadType()] = payload;
        }
        for (var payload : spec.payloads()) {
            if (payload.rtxPayloadType() >= 0 && byType[payload.rtxPayloadType()] == null) {
                byType[payload.rtxPayloadType()] = payload;
            }
        }
    }

    /** As given to {@link Reception#receive}. */
    public ReceiveSpec spec() {
        return spec;
    }

    /** One per encoding, in the spec's order. */
    public List<InboundStream> streams() {
        return streams;
    }

    /**
     * Says who takes the packets. A section that came with a capsule has nobody until the room
     * calls this; packets are dropped and counted meanwhile.
     */
    public void deliverTo(MediaSink newSink) {
        sink = newSink;
    }

    @Nullable MediaSink sink() {
        return sink;
    }

    /** The codec to which a payload type or its repair payload type belongs. */
    ReceiveSpec.@Nullable Payload payload(int payloadType) {
        return byType[payloadType];
    }

    boolean isRepairType(int payloadType) {
        var payload = byType[payloadType];
        return payload != null && payload.rtxPayloadType() == payloadType;
    }

    int clockRateHz() {
        return spec.payloads().getFirst().clockRateHz();
    }

    @Nullable InboundStream streamOf(String rid) {
        for (var stream : streams) {
            if (stream.rid().equals(rid)) {
                return stream;
            }
        }
        return null;
    }

    void export(StateWriter out) {
        out.begin(STATE_VERSION);
        spec.export(out);
        for (var stream : streams) {
            stream.export(out);
        }
        out.end();
    }
}
