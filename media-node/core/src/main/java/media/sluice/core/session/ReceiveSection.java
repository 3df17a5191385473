package media.sluice.core.session;

import java.util.ArrayList;
import java.util.List;

/** A media section the session receives: its spec, its streams and who takes the packets. */
public final class ReceiveSection {
    private final ReceiveSpec spec;
    private final MediaSink sink;
    private final List<InboundStream> streams;

    ReceiveSection(ReceiveSpec spec, MediaSink sink) {
        this.spec = spec;
        this.sink = sink;
        var list = new ArrayList<InboundStream>();
        for (int layer = 0; layer < spec.encodings().size(); layer++) {
            list.add(new InboundStream(this, layer, spec.encodings().get(layer)));
        }
        streams = List.copyOf(list);
    }

    /** As given to {@link PeerSession#receive}. */
    public ReceiveSpec spec() {
        return spec;
    }

    /** One per encoding, in the spec's order. */
    public List<InboundStream> streams() {
        return streams;
    }

    MediaSink sink() {
        return sink;
    }
}
