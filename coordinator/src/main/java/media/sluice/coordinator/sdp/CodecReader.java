package media.sluice.coordinator.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the codecs of one media section in the order of the m= line, folding RTX into the codec it
 * repairs.
 */
final class CodecReader {

    private final SdpBlock block;
    private final SdpLine head;
    private final List<String> formats;
    private final Map<Integer, SdpLine> maps = new HashMap<>();
    private final Map<Integer, String> parameters = new HashMap<>();
    private final Map<Integer, List<String>> feedback = new HashMap<>();

    CodecReader(SdpBlock block, SdpLine head, List<String> formats) {
        this.block = block;
        this.head = head;
        this.formats = formats;
    }

    List<Codec> read() throws SdpException {
        readAttributes();
        var codecs = new LinkedHashMap<Integer, Codec>();
        var rtx = new HashMap<Integer, Integer>();
        for (var format : formats) {
            var payloadType = payloadType(format);
            var map = maps.get(payloadType);
            if (map != null) {
                addMapped(payloadType, map, codecs, rtx);
            } else {
                addStatic(payloadType, codecs);
            }
        }
        var folded = new ArrayList<Codec>();
        for (var codec : codecs.values()) {
            folded.add(withRtx(codec, rtx.getOrDefault(codec.payloadType(), 0)));
        }
        return folded;
    }

    private void readAttributes() throws SdpException {
        for (var line : block.attributes("rtpmap")) {
            maps.putIfAbsent(payloadType(firstWord(line), line), line);
        }
        for (var line : block.attributes("fmtp")) {
            parameters.putIfAbsent(payloadType(firstWord(line), line), rest(line));
        }
        for (var line : block.attributes("rtcp-fb")) {
            var word = firstWord(line);
            if (word.equals("*")) {
                continue;
            }
            feedback.computeIfAbsent(payloadType(word, line), key -> new ArrayList<>())
                    .add(rest(line));
        }
    }

    private void addMapped(
            int payloadType, SdpLine line, Map<Integer, Codec> codecs, Map<Integer, Integer> rtx)
            throws SdpException {
        var encoding = rest(line).split("/", -1);
        var clockRate = encoding.length < 2 ? -1 : Numbers.parse(encoding[1], 1, 1_000_000);
        if (clockRate < 0 || encoding[0].isEmpty()) {
            throw line.refuse("needs an encoding name and a clock rate");
        }
        if (encoding[0].equalsIgnoreCase("rtx")) {
            var repaired = Numbers.parse(associated(payloadType), 0, 127);
            if (repaired >= 0) {
                rtx.put((int) repaired, payloadType);
            }
            return;
        }
        var channels = encoding.length > 2 ? Math.max(1, Numbers.parse(encoding[2], 1, 255)) : 1;
        var isAudio = head.value().startsWith("audio");
        codecs.put(
                payloadType,
                new Codec(
                        payloadType,
                        encoding[0],
                        (int) clockRate,
                        isAudio ? (int) channels : 0,
                        parameters.getOrDefault(payloadType, ""),
                        feedback.getOrDefault(payloadType, List.of()),
                        0));
    }

    private String associated(int payloadType) {
        for (var part : parameters.getOrDefault(payloadType, "").split(";", -1)) {
            var pair = part.strip();
            if (pair.startsWith("apt=")) {
                return pair.substring("apt=".length());
            }
        }
        return "";
    }

    /** Payload types that RFC 3551, section 6, assigns: they need no a=rtpmap. */
    private void addStatic(int payloadType, Map<Integer, Codec> codecs) {
        var name =
                switch (payloadType) {
                    case 0 -> "PCMU";
                    case 8 -> "PCMA";
                    case 9 -> "G722";
                    default -> "";
                };
        if (!name.isEmpty()) {
            codecs.put(payloadType, new Codec(payloadType, name, 8000, 1, "", List.of(), 0));
        }
    }

    private static Codec withRtx(Codec codec, int rtxPayloadType) {
        return new Codec(
                codec.payloadType(),
                codec.name(),
                codec.clockRateHz(),
                codec.channels(),
                codec.format(),
                codec.feedback(),
                rtxPayloadType);
    }

    private int payloadType(String text) throws SdpException {
        return payloadType(text, head);
    }

    private static int payloadType(String text, SdpLine line) throws SdpException {
        var value = Numbers.parse(text, 0, 127);
        if (value < 0) {
            throw line.refuse("payload type must be 0 to 127");
        }
        return (int) value;
    }

    private static String firstWord(SdpLine line) {
        var value = line.attributeValue();
        var space = value.indexOf(' ');
        return space < 0 ? value : value.substring(0, space);
    }

    private static String rest(SdpLine line) {
        var value = line.attributeValue();
        var space = value.indexOf(' ');
        return space < 0 ? "" : value.substring(space + 1).strip();
    }
}
