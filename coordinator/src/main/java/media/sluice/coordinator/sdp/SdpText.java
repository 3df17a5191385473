package media.sluice.coordinator.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits the text of a description into its session block and media blocks (RFC 8866, section 5).
 */
record SdpText(SdpBlock session, List<SdpBlock> media) {

    /** Longest description accepted, characters; a browser with 50 sections stays under 200,000. */
    static final int MAX_CHARACTERS = 1 << 20;

    /** Most media sections accepted: ten times what a large meeting's subscriber has. */
    static final int MAX_SECTIONS = 512;

    SdpText {
        media = List.copyOf(media);
    }

    static SdpText parse(String text) throws SdpException {
        if (text.length() > MAX_CHARACTERS) {
            throw new SdpException(
                    "longer than " + MAX_CHARACTERS + " characters; send fewer media sections");
        }
        var blocks = split(text);
        var session = blocks.getFirst();
        if (session.lines().isEmpty() || session.lines().getFirst().type() != 'v') {
            throw new SdpException("does not begin with v=0");
        }
        var version = session.lines().getFirst();
        if (!version.value().equals("0")) {
            throw version.refuse("version must be 0");
        }
        return new SdpText(session, blocks.subList(1, blocks.size()));
    }

    private static List<SdpBlock> split(String text) throws SdpException {
        var blocks = new ArrayList<SdpBlock>();
        var lines = new ArrayList<SdpLine>();
        var number = 0;
        for (var raw : text.split("\n", -1)) {
            number++;
            var trimmed = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
            if (trimmed.isEmpty()) {
                continue;
            }
            var line = line(number, trimmed);
            if (line.type() == 'm') {
                blocks.add(new SdpBlock(lines));
                lines.clear();
                if (blocks.size() > MAX_SECTIONS) {
                    throw line.refuse("more than " + MAX_SECTIONS + " media sections");
                }
            }
            lines.add(line);
        }
        blocks.add(new SdpBlock(lines));
        return blocks;
    }

    private static SdpLine line(int number, String text) throws SdpException {
        var letter = text.charAt(0);
        if (text.length() < 2 || text.charAt(1) != '=' || letter < 'a' || letter > 'z') {
            throw new SdpException(number, text, "is not of the form letter=value");
        }
        for (var at = 2; at < text.length(); at++) {
            // RFC 8866, section 9: in a line of an answer of ours it would begin another line.
            if (text.charAt(at) == '\r' || text.charAt(at) == '\0') {
                throw new SdpException(number, text.substring(0, at), "holds a control character");
            }
        }
        return new SdpLine(number, letter, text.substring(2));
    }
}
