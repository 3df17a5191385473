package media.sluice.core.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import media.sluice.core.codec.Vp8Descriptor;
import media.sluice.core.forwarding.RtpRewriter.Action;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One receiver behind random loss, repair, reordering, duplicates, padding, temporal drops, pauses
 * and switches of layer. What it gets must look like one sender's stream whose only gaps are
 * packets that really were lost.
 */
class ForwardingPropertyTest {

    private static final int LAYERS = 3;
    private static final int PICTURES = 4_000;
    private static final long PICTURE_NANOS = 33_333_333L;

    private record Packet(
            int layer,
            long sequence,
            int timestamp,
            int picture,
            boolean start,
            boolean key,
            int temporal,
            int tl0,
            boolean padding,
            long arrivalNanos) {}

    private record Received(long sequence, int timestamp, int picture, int tl0, boolean start) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void receiverSeesOneContinuousStream(long seed) {
        Random random = new Random(seed);
        List<Packet> packets = schedule(random);
        RtpRewriter rewriter = new RtpRewriter(90_000);
        Vp8Munger munger = new Vp8Munger();
        LayerSelector selector = new LayerSelector(true);
        Vp8Descriptor descriptor = new Vp8Descriptor();
        TreeMap<Long, Received> received = new TreeMap<>();
        Set<Long> fillers = new HashSet<>();
        int switches = 0;
        for (int i = 0; i < packets.size(); i++) {
            Packet packet = packets.get(i);
            selector.live(0b111);
            if (random.nextInt(150) == 0) {
                selector.want(random.nextInt(LAYERS));
                munger.layers(random.nextInt(3));
            }
            if (random.nextInt(2_000) == 0) {
                selector.pause(true);
                selector.pause(false);
            }
            MemorySegment payload = payload(packet);
            boolean parsed = descriptor.parse(payload, 0, (int) payload.byteSize());
            boolean key = parsed && descriptor.isKeyFrameStart();
            LayerSelector.Decision decision = selector.decide(packet.layer, key);
            if (decision == LayerSelector.Decision.SWITCH) {
                switches++;
                munger.anchor(descriptor, packet.layer != rewriter.source());
                rewriter.anchor(
                        packet.layer,
                        packet.sequence,
                        packet.timestamp,
                        packet.arrivalNanos,
                        random.nextBoolean()
                                ? RtpRewriter.RELATION_UNKNOWN
                                : clockOf(packet.layer) - clockOf(Math.max(0, rewriter.source())));
            } else if (decision == LayerSelector.Decision.DROP
                    && !rewriter.isMissing(packet.layer, packet.sequence)) {
                continue;
            }
            boolean previous = packet.layer != rewriter.source();
            boolean wanted =
                    parsed && (previous ? munger.mapPrevious(descriptor) : munger.map(descriptor));
            Action action =
                    rewriter.map(
                            packet.layer,
                            packet.sequence,
                            packet.timestamp,
                            !wanted,
                            packet.arrivalNanos);
            if (action == Action.FORWARD) {
                Received out =
                        new Received(
                                rewriter.outSequence(),
                                rewriter.outTimestamp(),
                                munger.outPictureId(),
                                munger.outTl0(),
                                packet.start);
                assertThat(received.put(out.sequence, out)).as("number given twice").isNull();
            } else if (action == Action.FILLER) {
                assertThat(fillers.add(rewriter.outSequence())).isTrue();
            }
        }
        assertThat(switches).as("seed %d", seed).isGreaterThan(20);
        check(seed, received, fillers);
    }

    private static void check(long seed, TreeMap<Long, Received> received, Set<Long> fillers) {
        long holes = 0;
        Received last = null;
        for (Received packet : received.values()) {
            if (last != null) {
                for (long s = last.sequence + 1; s < packet.sequence; s++) {
                    holes += fillers.contains(s) ? 0 : 1;
                }
                assertThat(packet.timestamp - last.timestamp)
                        .as("seed %d: time steps back at %d", seed, packet.sequence)
                        .isGreaterThanOrEqualTo(0);
                int step = (packet.picture - last.picture) & 0x7FFF;
                boolean adjacent = packet.sequence == last.sequence + 1;
                assertThat(step)
                        .as("seed %d: picture id at %d", seed, packet.sequence)
                        .isLessThan(adjacent ? 2 : 40);
                if (adjacent && step == 1) {
                    assertThat((packet.tl0 - last.tl0) & 0xFF)
                            .as("seed %d: tl0 at %d", seed, packet.sequence)
                            .isLessThanOrEqualTo(1);
                    assertThat(packet.timestamp).isNotEqualTo(last.timestamp);
                }
            }
            last = packet;
        }
        // 1 % is lost for good; anything the rewriter made up itself would be far above.
        assertThat((double) holes / received.size()).as("seed %d: holes", seed).isLessThan(0.03);
    }

    /** Offset of each layer's RTP clock. */
    private static int clockOf(int layer) {
        return layer * 0x5555_0000 - 90_000;
    }

    /** All packets that arrive, in order of arrival. */
    private static List<Packet> schedule(Random random) {
        List<Packet> packets = new ArrayList<>();
        long[] sequence = {65_000, 100, 30_000};
        int[] picture = {32_000, 5, 0x7FF0};
        int[] tl0 = {250, 0, 100};
        for (int p = 0; p < PICTURES; p++) {
            boolean key = p % 60 == 0;
            int temporal = key ? 0 : new int[] {0, 2, 1, 2}[p % 4];
            for (int layer = 0; layer < LAYERS; layer++) {
                if (temporal == 0) {
                    tl0[layer]++;
                }
                int parts = 1 + layer + random.nextInt(2) + (key ? 3 : 0);
                for (int part = 0; part < parts; part++) {
                    add(
                            packets,
                            random,
                            layer,
                            sequence[layer]++,
                            picture[layer],
                            tl0[layer],
                            p,
                            part,
                            key,
                            temporal);
                }
                picture[layer] = (picture[layer] + 1) & 0x7FFF;
                if (random.nextInt(20) == 0) {
                    add(packets, random, layer, sequence[layer]++, 0, 0, p, -1, false, 0);
                }
            }
        }
        packets.sort(Comparator.comparingLong(Packet::arrivalNanos));
        return packets;
    }

    private static void add(
            List<Packet> packets,
            Random random,
            int layer,
            long sequence,
            int picture,
            int tl0,
            int p,
            int part,
            boolean key,
            int temporal) {
        long sent = p * PICTURE_NANOS + layer * 2_000_000L + part * 100_000L;
        long arrival = sent + 20_000_000L + random.nextInt(400_000);
        int fate = random.nextInt(100);
        // The first packet of a key frame always comes: without it the switch is simply later.
        if (!key || part > 0) {
            if (fate == 0) {
                return;
            }
            if (fate < 4) {
                arrival += 60_000_000L + random.nextInt(100_000_000);
            }
        }
        int timestamp = clockOf(layer) + p * 3_000;
        Packet packet =
                new Packet(
                        layer,
                        sequence,
                        timestamp,
                        picture,
                        part == 0,
                        key,
                        temporal,
                        tl0 & 0xFF,
                        part < 0,
                        arrival);
        packets.add(packet);
        if (fate == 5) {
            packets.add(
                    new Packet(
                            layer,
                            sequence,
                            timestamp,
                            picture,
                            part == 0,
                            key,
                            temporal,
                            tl0 & 0xFF,
                            part < 0,
                            arrival + 30_000_000L));
        }
    }

    private static MemorySegment payload(Packet packet) {
        if (packet.padding) {
            return MemorySegment.ofArray(new byte[0]);
        }
        // The base layer after the key frame allows to enter higher temporal layers at any time
        // here.
        return MemorySegment.ofArray(
                new byte[] {
                    (byte) (packet.start ? 0x90 : 0x80),
                    (byte) 0xE0,
                    (byte) (0x80 | packet.picture >>> 8),
                    (byte) packet.picture,
                    (byte) packet.tl0,
                    (byte) (packet.temporal << 6 | 0x20),
                    (byte) (packet.key ? 0 : 1)
                });
    }
}
