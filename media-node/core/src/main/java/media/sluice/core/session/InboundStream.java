package media.sluice.core.session;

/**
 * One RTP stream that the peer sends: an encoding of a media section once its SSRC is known. Lives
 * as long as the section; identity is stable, so the room may keep it.
 */
public final class InboundStream {
    private final ReceiveSection section;
    private final int layer;
    private final String rid;
    private int ssrc;
    private int rtxSsrc;

    InboundStream(ReceiveSection section, int layer, ReceiveSpec.Encoding encoding) {
        this.section = section;
        this.layer = layer;
        this.rid = encoding.rid();
        this.ssrc = encoding.ssrc();
        this.rtxSsrc = encoding.rtxSsrc();
    }

    /** Index of the encoding in its {@link ReceiveSpec}, 0 = lowest layer. */
    public int layer() {
        return layer;
    }

    /** Restriction identifier; empty without simulcast. */
    public String rid() {
        return rid;
    }

    /** Primary SSRC; 0 while it is not known. */
    public int ssrc() {
        return ssrc;
    }

    /** SSRC of the repair stream; 0 while it is not known. */
    public int rtxSsrc() {
        return rtxSsrc;
    }

    ReceiveSection section() {
        return section;
    }

    void bindPrimary(int newSsrc) {
        ssrc = newSsrc;
    }

    void bindRepair(int newSsrc) {
        rtxSsrc = newSsrc;
    }
}
