package media.sluice.core.sctp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import media.sluice.core.sctp.UsrsctpEndpoint.Role;
import media.sluice.core.sim.SimAddresses;
import media.sluice.core.sim.SimLink;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.wire.TransportAddress;

/**
 * Our SCTP against usrsctp on seeded schedules of loss, reordering and duplication. Each side sends
 * on six streams of different reliability; what the other delivers is compared with what was sent.
 * On every third schedule our side moves to a fresh object in the middle; on every second the TSNs
 * of both wrap.
 *
 * <p>Run by the proof {@code data}: {@code UsrsctpDifferential PROGRAM schedules FIRST COUNT} or
 * {@code UsrsctpDifferential PROGRAM goodput SEEDS}. Prints {@code key=value} pairs.
 */
public final class UsrsctpDifferential {

    private static final TransportAddress OURS = SimAddresses.v4("10.0.0.1", 5000);
    private static final TransportAddress THEIRS = SimAddresses.v4("10.0.0.2", 5000);
    private static final Duration LIMIT = Duration.ofMinutes(20);

    /**
     * By stream modulo their number. Long messages have streams of their own: usrsctp takes TSN 0
     * for the successor of an unordered message of which it has no first fragment yet (whose number
     * it keeps as 2^32 - 1), and aborts if it is a whole message on the same stream.
     */
    private static final List<Reliability> KINDS =
            List.of(
                    Reliability.ordered(),
                    Reliability.ordered(),
                    Reliability.unordered(),
                    Reliability.retransmits(true, 1),
                    Reliability.retransmits(false, 0),
                    Reliability.lifetime(false, 150));

    private final UsrsctpEndpoint.Program program;

    private UsrsctpDifferential(UsrsctpEndpoint.Program program) {
        this.program = program;
    }

    public static void main(String[] arguments) throws IOException {
        try (var program = new UsrsctpEndpoint.Program(arguments[0]);
                var second = new UsrsctpEndpoint.Program(arguments[0])) {
            var test = new UsrsctpDifferential(program);
            if (arguments[1].equals("goodput")) {
                test.goodput(second, Integer.parseInt(arguments[2]));
            } else {
                test.schedules(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
            }
        }
    }

    private static Reliability kind(int stream) {
        return KINDS.get(stream % KINDS.size());
    }

    private static void print(String line) {
        System.out.println(line);
    }

    private void schedules(int first, int count) {
        int good = 0;
        int wraps = 0;
        int goodWraps = 0;
        for (int seed = first; seed < first + count; seed++) {
            String fault = new Schedule(program, seed).run();
            boolean isWrap = Schedule.wraps(seed);
            wraps += isWrap ? 1 : 0;
            if (fault.isEmpty()) {
                good++;
                goodWraps += isWrap ? 1 : 0;
            } else {
                print("seed " + seed + ": " + fault);
            }
        }
        print(
                "schedules="
                        + count
                        + " good="
                        + good
                        + " wraps="
                        + wraps
                        + " good_wraps="
                        + goodWraps);
    }

    /** One message as it was sent. */
    private record Sent(int stream, byte[] payload) {}

    /** One seeded run. */
    private static final class Schedule {
        private final int seed;
        private final Random random;
        private final SimNetwork network;
        private final SctpEndpoint ours;
        private final UsrsctpEndpoint theirs;
        private final List<Sent> sentByUs = new ArrayList<>();
        private final List<Sent> sentByThem = new ArrayList<>();

        Schedule(UsrsctpEndpoint.Program program, int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.network = new SimNetwork(seed);
            int ourTsn = wraps(seed) ? -1 - random.nextInt(20) : random.nextInt();
            int theirTsn = wraps(seed) ? -5 - random.nextInt(20) : random.nextInt();
            var role = seed % 3 == 1 ? Role.LISTENS : Role.CONNECTS;
            ours = new SctpEndpoint(SctpConfig.standard(), THEIRS, seed, ourTsn);
            theirs = new UsrsctpEndpoint(program, OURS, role, theirTsn);
            network.connect(
                    network.attach("ours", ours, OURS),
                    network.attach("theirs", theirs, THEIRS),
                    SimLink.delay(Duration.ofMillis(2 + random.nextInt(60)))
                            .withLoss(random.nextDouble() * 0.2)
                            .withJitter(Duration.ofMillis(random.nextInt(10)))
                            .withReordering(random.nextDouble() * 0.2, Duration.ofMillis(25))
                            .withDuplication(random.nextDouble() * 0.1));
        }

        static boolean wraps(int seed) {
            return seed % 2 == 0;
        }

        /** Returns what went wrong, or nothing. */
        String run() {
            try {
                if (seed % 3 != 0) {
                    ours.association().connect(ours.localNanos(network.nowNanos()));
                }
                if (!network.runUntil(this::isUp, LIMIT)) {
                    return "never up";
                }
                converse();
                if (!network.runUntil(this::isFinished, LIMIT)) {
                    return "never finished: " + missing();
                }
                network.runFor(Duration.ofSeconds(2));
                String fault = check(sentByUs, theirs.messages);
                return fault.isEmpty() ? check(sentByThem, ours.messages) : fault;
            } finally {
                theirs.quit();
            }
        }

        private boolean isUp() {
            return theirs.isUp() && ours.association().state() == AssociationState.ESTABLISHED;
        }

        private void converse() {
            int left = 20 + random.nextInt(40);
            int steps = 0;
            while (left > 0) {
                for (int i = random.nextInt(6); i >= 0; i--, left--) {
                    sayOne();
                }
                network.runFor(Duration.ofMillis(random.nextInt(50)));
                if (seed % 3 == 0 && ++steps % 3 == 0) {
                    ours.move(network.nowNanos(), random.nextLong(1L << 40));
                }
            }
        }

        private void sayOne() {
            boolean isOurs = random.nextBoolean();
            var sent = isOurs ? sentByUs : sentByThem;
            boolean isLong = random.nextInt(8) == 0;
            int stream = random.nextInt(KINDS.size()) + (isLong ? KINDS.size() : 0);
            int length = isLong ? 2_000 + random.nextInt(30_000) : random.nextInt(1_100);
            byte[] payload = SctpPair.bytes(4 + length, random.nextLong());
            payload[0] = (byte) (sent.size() >> 8);
            payload[1] = (byte) sent.size();
            var reliability = kind(stream);
            boolean isTaken =
                    isOurs
                            ? ours.send(stream, payload, reliability, network.nowNanos())
                                    == SendStatus.QUEUED
                            : theirs.send(stream, payload, reliability, network.nowNanos());
            if (isTaken) {
                sent.add(new Sent(stream, payload));
            }
        }

        private boolean isFinished() {
            return isAllThere(sentByUs, theirs.messages)
                    && isAllThere(sentByThem, ours.messages)
                    && ours.association().bufferedBytes() == 0;
        }

        private String missing() {
            return "ours "
                    + theirs.messages.size()
                    + "/"
                    + sentByUs.size()
                    + " theirs "
                    + ours.messages.size()
                    + "/"
                    + sentByThem.size()
                    + (theirs.isOver() ? ", association over" : "")
                    + ", "
                    + ours.events;
        }

        private static boolean isAllThere(
                List<Sent> sent, List<SctpEvent.MessageReceived> received) {
            long wanted = sent.stream().filter(m -> !kind(m.stream()).isLimited()).count();
            long there = received.stream().filter(m -> !kind(m.streamId()).isLimited()).count();
            return there >= wanted;
        }

        /** Reliable: all, once; limited: at most once; ordered: in order; everything unchanged. */
        private static String check(List<Sent> sent, List<SctpEvent.MessageReceived> received) {
            var seen = new boolean[sent.size()];
            var lastOfStream = new HashMap<Integer, Integer>();
            for (var message : received) {
                int index = (message.payload()[0] & 0xFF) << 8 | message.payload()[1] & 0xFF;
                if (index >= seen.length
                        || seen[index]
                        || sent.get(index).stream() != message.streamId()
                        || message.payloadProtocol() != 53
                        || !Arrays.equals(sent.get(index).payload(), message.payload())) {
                    return "message " + index + " changed or came twice";
                }
                seen[index] = true;
                Integer before = lastOfStream.put(message.streamId(), index);
                boolean isOrdered = kind(message.streamId()).isOrdered();
                if (isOrdered && before != null && before > index) {
                    return "message " + index + " out of order";
                }
            }
            for (int i = 0; i < seen.length; i++) {
                if (!seen[i] && !kind(sent.get(i).stream()).isLimited()) {
                    return "message " + i + " is missing";
                }
            }
            return "";
        }
    }

    /** Bytes that arrive in 20 s over 50 ms of round trip at 5 % loss, to usrsctp, from either. */
    private void goodput(UsrsctpEndpoint.Program second, int seeds) {
        long ours = 0;
        long theirs = 0;
        for (int seed = 0; seed < seeds; seed++) {
            ours += bytesFromUs(seed);
            theirs += bytesFromThem(second, seed);
        }
        print(
                String.format(
                        "goodput_ours_kbps=%d goodput_usrsctp_kbps=%d ratio=%.2f",
                        ours * 8 / 1000 / 20 / seeds,
                        theirs * 8 / 1000 / 20 / seeds,
                        (double) ours / theirs));
    }

    private static SimLink lossy() {
        return SimLink.delay(Duration.ofMillis(25)).withLoss(0.05);
    }

    private long bytesFromUs(int seed) {
        var network = new SimNetwork(seed);
        var from = new SctpEndpoint(SctpConfig.standard(), THEIRS, seed, seed);
        var to = new UsrsctpEndpoint(program, OURS, Role.CONNECTS, seed + 1);
        network.connect(
                network.attach("from", from, OURS), network.attach("to", to, THEIRS), lossy());
        network.runUntil(
                () -> to.isUp() && from.association().state() == AssociationState.ESTABLISHED,
                LIMIT);
        return transfer(
                network,
                to,
                payload ->
                        from.send(0, payload, Reliability.ordered(), network.nowNanos())
                                == SendStatus.QUEUED);
    }

    private long bytesFromThem(UsrsctpEndpoint.Program second, int seed) {
        var network = new SimNetwork(seed);
        var from = new UsrsctpEndpoint(second, THEIRS, Role.CONNECTS, seed + 2);
        var to = new UsrsctpEndpoint(program, OURS, Role.CONNECTS, seed + 1);
        network.connect(
                network.attach("from", from, OURS), network.attach("to", to, THEIRS), lossy());
        network.runUntil(() -> to.isUp() && from.isUp(), LIMIT);
        long bytes =
                transfer(
                        network,
                        to,
                        payload ->
                                from.send(0, payload, Reliability.ordered(), network.nowNanos()));
        from.quit();
        return bytes;
    }

    private static long transfer(SimNetwork network, UsrsctpEndpoint to, Predicate<byte[]> sender) {
        byte[] payload = new byte[16_000];
        long end = network.nowNanos() + Duration.ofSeconds(20).toNanos();
        while (network.nowNanos() < end) {
            boolean isTaken = true;
            while (isTaken) {
                isTaken = sender.test(payload);
            }
            network.runFor(Duration.ofMillis(50));
        }
        long bytes = to.receivedBytes();
        to.quit();
        return bytes;
    }
}
