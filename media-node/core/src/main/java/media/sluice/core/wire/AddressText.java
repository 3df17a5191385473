package media.sluice.core.wire;

/** The text form of an address (RFC 5952). */
@ColdPath("runs for signaling and diagnosis only")
final class AddressText {

    private static final int GROUPS = 8;

    private AddressText() {}

    static String of(TransportAddress address) {
        return address.isIpv4()
                ? ipv4(address.ipv4()) + ":" + address.port()
                : "[" + ipv6(address.high(), address.low()) + "]:" + address.port();
    }

    private static String ipv4(int bits) {
        return (bits >>> 24)
                + "."
                + (bits >>> 16 & 0xFF)
                + "."
                + (bits >>> 8 & 0xFF)
                + "."
                + (bits & 0xFF);
    }

    private static String ipv6(long high, long low) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (int) ((i < 4 ? high : low) >>> (48 - 16 * (i & 3))) & 0xFFFF;
        }
        int gap = longestZeroRun(groups);
        int gapEnd = gap < 0 ? -1 : gap + runLength(groups, gap);
        var text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i = gapEnd - 1;
            } else {
                text.append(i == 0 || i == gapEnd ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** Start of the first longest run of at least two zero groups, or -1. */
    private static int longestZeroRun(int[] groups) {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = runLength(groups, i);
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        return best;
    }

    private static int runLength(int[] groups, int from) {
        int end = from;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - from;
    }
}
