package media.sluice.core.session;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import media.sluice.core.rtp.HeaderExtensions;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.wire.Bytes;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Media sections and the SSRCs bound to them. An SSRC is bound by the mid, rid and repaired-rid
 * extensions of its packets (RFC 9143 §9.2, RFC 8852), by signaling, or by a payload type that only
 * one section has.
 */
final class InboundStreams {
    private static final int STATE_VERSION = 1;

    /** Power of two; at most half of it is used. */
    private static final int SLOTS = 1024;

    private static final int MAX_BINDINGS = SLOTS / 2;

    private final List<ReceiveSection> sections = new ArrayList<>();
    private final int[] ssrcs = new int[SLOTS];
    private final @Nullable InboundStream[] streams = new InboundStream[SLOTS];
    private InboundStream[] all = {};
    private int bindings;
    private ReceiveSpec.Extensions extensions = ReceiveSpec.Extensions.NONE;

    /** The streams of all sections; not to be changed. */
    InboundStream[] all() {
        return all;
    }

    List<ReceiveSection> sections() {
        return sections;
    }

    /** Identifier of the transport-wide sequence number, 0 = none. */
    int transportSequenceId() {
        return extensions.transportSequence();
    }

    /** The section of that mid, or null. */
    @Nullable ReceiveSection sectionOf(String mid) {
        for (var section : sections) {
            if (section.spec().mid().equals(mid)) {
                return section;
            }
        }
        return null;
    }

    void add(ReceiveSection section) {
        if (sections.size() == ReceiveSpec.MAX_SECTIONS) {
            throw new IllegalStateException("a session has at most 64 media sections");
        }
        sections.add(section);
        extensions = merge(extensions, section.spec().extensions());
        rebuild();
    }

    void remove(ReceiveSection section) {
        sections.remove(section);
        rebuild();
    }

    /** The stream of an SSRC, be it primary or repair; null when it is not bound. */
    @Nullable InboundStream find(int ssrc) {
        int slot = slot(ssrc);
        return ssrcs[slot] == ssrc ? streams[slot] : null;
    }

    /** Binds the SSRC of a plain packet that passed the header check; null when nothing fits. */
    @Nullable InboundStream bind(MemorySegment segment, long offset) {
        int ssrc = RtpHeader.ssrc(segment, offset);
        int type = RtpHeader.payloadType(segment, offset);
        String mid = text(segment, offset, extensions.mid());
        String rid = text(segment, offset, extensions.rid());
        String repairedRid = text(segment, offset, extensions.repairedRid());
        var section = sectionOf(mid, type);
        if (section == null || section.payload(type) == null || ssrc == 0) {
            return null;
        }
        boolean isRepair = section.isRepairType(type);
        String name = isRepair && repairedRid != null ? repairedRid : rid;
        var stream = name == null ? onlyStream(section) : section.streamOf(name);
        if (stream == null && section.streams().size() == 1) {
            stream = section.streams().getFirst();
        }
        if (stream != null) {
            rebind(stream, ssrc, isRepair);
        }
        return stream;
    }

    void export(StateWriter out) {
        out.begin(STATE_VERSION).i32(sections.size());
        for (var section : sections) {
            section.export(out);
        }
        out.end();
    }

    void restore(StateReader in) throws CorruptStateException {
        in.begin();
        int count = in.count(ReceiveSpec.MAX_SECTIONS);
        for (int i = 0; i < count; i++) {
            restoreSection(in);
        }
        in.end();
        rebuild();
    }

    /** Keeps a section that the room has declared already, and with it who takes its packets. */
    private void restoreSection(StateReader in) throws CorruptStateException {
        in.begin();
        var spec = ReceiveSpec.restore(in);
        var section = sectionOf(spec.mid());
        if (section != null && section.streams().size() != spec.encodings().size()) {
            sections.remove(section);
            section = null;
        }
        if (section == null) {
            section = new ReceiveSection(spec);
            in.require(sections.size() < ReceiveSpec.MAX_SECTIONS, "too many media sections");
            add(section);
        }
        for (var stream : section.streams()) {
            stream.restore(in);
        }
        in.end();
    }

    private void rebind(InboundStream stream, int ssrc, boolean isRepair) {
        int former = isRepair ? stream.rtxSsrc() : stream.ssrc();
        if (isRepair) {
            stream.bindRepair(ssrc);
        } else {
            stream.bindPrimary(ssrc);
        }
        if (former != 0) {
            rebuild();
        } else {
            put(ssrc, stream);
        }
    }

    private @Nullable ReceiveSection sectionOf(@Nullable String mid, int payloadType) {
        ReceiveSection only = null;
        for (var section : sections) {
            if (mid != null && section.spec().mid().equals(mid)) {
                return section;
            }
            if (mid == null && section.payload(payloadType) != null) {
                if (only != null) {
                    return null;
                }
                only = section;
            }
        }
        return only;
    }

    private static @Nullable InboundStream onlyStream(ReceiveSection section) {
        return section.streams().size() == 1 ? section.streams().getFirst() : null;
    }

    private static @Nullable String text(MemorySegment segment, long offset, int id) {
        long found = id == 0 ? HeaderExtensions.ABSENT : HeaderExtensions.find(segment, offset, id);
        if (found == HeaderExtensions.ABSENT) {
            return null;
        }
        byte[] bytes = new byte[HeaderExtensions.length(found)];
        Bytes.copy(segment, HeaderExtensions.at(found), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ReceiveSpec.Extensions merge(
            ReceiveSpec.Extensions known, ReceiveSpec.Extensions added) {
        return new ReceiveSpec.Extensions(
                added.mid() != 0 ? added.mid() : known.mid(),
                added.rid() != 0 ? added.rid() : known.rid(),
                added.repairedRid() != 0 ? added.repairedRid() : known.repairedRid(),
                added.transportSequence() != 0
                        ? added.transportSequence()
                        : known.transportSequence());
    }

    private void rebuild() {
        Arrays.fill(ssrcs, 0);
        Arrays.fill(streams, null);
        bindings = 0;
        var list = new ArrayList<InboundStream>();
        sections.forEach(section -> list.addAll(section.streams()));
        all = list.toArray(InboundStream[]::new);
        for (var stream : all) {
            put(stream.ssrc(), stream);
            put(stream.rtxSsrc(), stream);
        }
    }

    private void put(int ssrc, InboundStream stream) {
        if (ssrc == 0) {
            return;
        }
        int slot = slot(ssrc);
        if (streams[slot] == null) {
            if (bindings == MAX_BINDINGS) {
                return;
            }
            bindings++;
        }
        ssrcs[slot] = ssrc;
        streams[slot] = stream;
    }

    private int slot(int ssrc) {
        int slot = (ssrc * 0x9E37_79B9) >>> 22;
        while (streams[slot] != null && ssrcs[slot] != ssrc) {
            slot = slot + 1 & SLOTS - 1;
        }
        return slot;
    }
}
