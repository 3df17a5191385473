package media.sluice.coordinator.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;

/** Reads which RTP streams a section sends: by rid (RFC 8853) or by SSRC (RFC 5576). */
final class StreamReader {

    private static final int MOST_STREAMS = 16;

    private StreamReader() {}

    static List<RemoteStream> read(SdpBlock block) {
        var rids = rids(block);
        var bySsrc = bySsrc(block);
        if (rids.isEmpty()) {
            return bySsrc;
        }
        var streams = new ArrayList<RemoteStream>();
        for (var rid : rids) {
            // Firefox announces SSRCs beside rids, in the same order; Chromium announces none.
            var at = streams.size();
            var known = bySsrc.size() == rids.size() ? bySsrc.get(at) : new RemoteStream("", 0, 0);
            streams.add(new RemoteStream(rid, known.ssrc(), known.rtxSsrc()));
        }
        return streams;
    }

    /** Rids in the order of a=simulcast:send; alternatives count once, pause marks are dropped. */
    private static List<String> rids(SdpBlock block) {
        var rids = new ArrayList<String>();
        var simulcast = block.attribute("simulcast");
        if (simulcast.isEmpty()) {
            return rids;
        }
        var words = simulcast.get().attributeValue().strip().split(" +", -1);
        for (var at = 0; at + 1 < words.length; at += 2) {
            if (!words[at].equals("send")) {
                continue;
            }
            for (var alternatives : words[at + 1].split(";", -1)) {
                var rid = alternatives.split(",", 2)[0];
                var plain = rid.startsWith("~") ? rid.substring(1) : rid;
                if (!plain.isEmpty() && plain.length() <= 16 && rids.size() < MOST_STREAMS) {
                    rids.add(plain);
                }
            }
        }
        return rids;
    }

    private static List<RemoteStream> bySsrc(SdpBlock block) {
        var ssrcs = new LinkedHashSet<Long>();
        for (var line : block.attributes("ssrc")) {
            var ssrc = Numbers.parse(line.attributeValue().split(" ", 2)[0], 1, 0xFFFF_FFFFL);
            if (ssrc > 0 && ssrcs.size() < 2 * MOST_STREAMS) {
                ssrcs.add(ssrc);
            }
        }
        var rtx = new HashMap<Long, Long>();
        for (var line : block.attributes("ssrc-group")) {
            var words = line.attributeValue().strip().split(" +", -1);
            if (words.length == 3 && words[0].equals("FID")) {
                rtx.put(
                        Numbers.parse(words[1], 1, 0xFFFF_FFFFL),
                        Numbers.parse(words[2], 1, 0xFFFF_FFFFL));
            }
        }
        ssrcs.removeAll(rtx.values());
        var streams = new ArrayList<RemoteStream>();
        for (var ssrc : ssrcs) {
            if (streams.size() < MOST_STREAMS) {
                streams.add(new RemoteStream("", ssrc, Math.max(0, rtx.getOrDefault(ssrc, 0L))));
            }
        }
        return streams;
    }
}
