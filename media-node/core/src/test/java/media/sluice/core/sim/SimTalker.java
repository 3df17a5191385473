package media.sluice.core.sim;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.DtlsRecord;
import media.sluice.core.dtls.FakeDtlsClient;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.rtcp.RtcpCursor;
import media.sluice.core.rtcp.RtcpFault;
import media.sluice.core.rtcp.RtcpType;
import media.sluice.core.rtcp.RtcpWriter;
import media.sluice.core.rtp.AbsoluteTime;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.srtp.SrtpStatus;
import media.sluice.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A browser's sound in a room of several: each packet says whose it is and which, and what is heard
 * of each of the others is noted, by SSRC.
 */
public final class SimTalker implements SimClient.Application {

    /** Of what it sends. */
    public static final int SSRC = 0x1111;

    /** Payload type of what it sends. */
    public static final int TYPE = 111;

    private static final long PACING_NANOS = 20_000_000L;
    private static final long REPORT_NANOS = 1_000_000_000L;
    private static final int ROOM = 1_500;

    /** A packet heard. */
    public record Heard(int talker, int number, long index, int timestamp, long atNanos) {}

    private final int id;
    private final FakeDtlsClient dtls;
    private final SrtpEngine engine;
    private final SrtpBatch batch = new SrtpBatch(1);
    private final ArrayDeque<byte[]> outbox = new ArrayDeque<>();
    private final RtcpWriter rtcp = new RtcpWriter();
    private final RtcpCursor cursor = new RtcpCursor();
    private final MemorySegment rtcpRoom = MemorySegment.ofArray(new byte[ROOM]);
    private final Map<Integer, List<Heard>> heard = new TreeMap<>();
    private final Map<Integer, List<Long>> reportedNtp = new TreeMap<>();
    private final Map<Integer, Integer> byes = new TreeMap<>();
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private boolean isStarted;
    private boolean isSending = true;
    private int sent;
    private long nextNanos = Long.MAX_VALUE;
    private long nextReportNanos;
    private long refused;

    /** {@code engine} is the talker's own, of the kind that the server has. */
    public SimTalker(int id, long seed, SrtpEngine engine) {
        this.id = id;
        this.engine = engine;
        byte[] random = new byte[32];
        new SplittableRandom(seed).nextBytes(random);
        dtls =
                new FakeDtlsClient(
                        FakeSecrets.of(SrtpProfile.AEAD_AES_128_GCM), random, new byte[] {1, 2, 3});
    }

    /** What its description would say. */
    public CertificateFingerprint fingerprint() {
        return dtls.fingerprint();
    }

    /** Whether the handshake is complete. */
    public boolean isConnected() {
        return receiver != null;
    }

    /** Packets sent. */
    public int sent() {
        return sent;
    }

    /** Falls silent. */
    public void stopSending() {
        isSending = false;
    }

    /** What came on a stream, in order of arrival. */
    public List<Heard> heardOn(int ssrc) {
        return heard.getOrDefault(ssrc, List.of());
    }

    /** NTP times of the sender reports about a stream. */
    public List<Long> reportedOn(int ssrc) {
        return reportedNtp.getOrDefault(ssrc, List.of());
    }

    /** Goodbyes received, of all streams. */
    public int byes() {
        return byes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Packets that were not authentic, or came twice. */
    public long refused() {
        return refused;
    }

    @Override
    public void handleDatagram(MemorySegment segment, long offset, int length, long nowNanos) {
        if (DtlsRecord.isDtls(Bytes.u8(segment, offset))) {
            dtls.handleDatagram(segment, offset, length, nowNanos);
            connect(nowNanos);
            return;
        }
        SrtpReceiver in = receiver;
        if (in == null) {
            refused++;
        } else if (RtpHeader.isRtcp(segment, offset)) {
            if (in.unprotectRtcp(segment, offset, length) == SrtpStatus.OK) {
                onRtcp(segment, offset, in.length());
            } else {
                refused++;
            }
        } else if (in.unprotectRtp(segment, offset, length) == SrtpStatus.OK) {
            long at = offset + RtpHeader.length(segment, offset);
            heard.computeIfAbsent(RtpHeader.ssrc(segment, offset), ssrc -> new ArrayList<>())
                    .add(
                            new Heard(
                                    Bytes.i32(segment, at),
                                    Bytes.i32(segment, at + 4),
                                    in.index(),
                                    RtpHeader.timestamp(segment, offset),
                                    nowNanos));
        } else {
            refused++;
        }
    }

    private void onRtcp(MemorySegment segment, long offset, int length) {
        if (cursor.start(segment, offset, length) != RtcpFault.NONE) {
            throw new AssertionError("malformed RTCP");
        }
        while (cursor.next()) {
            if (cursor.type() == RtcpType.SENDER_REPORT) {
                reportedNtp
                        .computeIfAbsent(
                                Bytes.i32(segment, cursor.at() + 4), ssrc -> new ArrayList<>())
                        .add(Bytes.i64(segment, cursor.at() + 8));
            } else if (cursor.type() == RtcpType.BYE) {
                byes.merge(Bytes.i32(segment, cursor.at() + 4), 1, Integer::sum);
            }
        }
    }

    private void connect(long nowNanos) {
        var material = dtls.srtp();
        if (material != null && dtls.isConnected() && sender == null) {
            sender = new SrtpSender(material.profile(), material.client(), engine);
            receiver = new SrtpReceiver(material.profile(), material.server(), engine);
            nextNanos = nowNanos;
            nextReportNanos = nowNanos;
        }
    }

    @Override
    public byte @Nullable [] pollDatagram(long nowNanos) {
        if (!isStarted) {
            isStarted = true;
            dtls.start(nowNanos);
        }
        dtls.handleTimeout(nowNanos);
        byte[] bytes = new byte[ROOM];
        int length = dtls.pollDatagram(MemorySegment.ofArray(bytes), 0);
        if (length > 0) {
            return Arrays.copyOf(bytes, length);
        }
        if (nowNanos >= nextNanos) {
            nextNanos += PACING_NANOS;
            if (isSending) {
                talk(nowNanos);
            }
        }
        return outbox.poll();
    }

    @Override
    public long nextDeadlineNanos() {
        return isStarted ? Math.min(dtls.nextDeadlineNanos(), nextNanos) : 0;
    }

    private void talk(long nowNanos) {
        SrtpSender out = sender;
        var stream = out == null ? null : out.stream(SSRC);
        if (out == null || stream == null) {
            throw new IllegalStateException("media before the handshake");
        }
        byte[] bytes = new byte[ROOM];
        MemorySegment room = MemorySegment.ofArray(bytes);
        // Close to the wrap of the sequence number, so that it happens in each run.
        int sequence = 65_400 + sent & 0xFFFF;
        RtpHeader.write(room, 0, false, TYPE, sequence, clock(nowNanos), SSRC);
        Bytes.put32(room, RtpHeader.FIXED_LENGTH, id);
        Bytes.put32(room, RtpHeader.FIXED_LENGTH + 4, sent);
        sent++;
        batch.clear();
        int entry = out.stage(batch, stream, sequence);
        batch.packet(entry, room, 0, ROOM);
        batch.plainInPlace(entry, RtpHeader.FIXED_LENGTH, RtpHeader.FIXED_LENGTH + 80);
        engine.protectRtp(batch);
        outbox.add(Arrays.copyOf(bytes, batch.packetLength[entry]));
        if (nowNanos >= nextReportNanos) {
            nextReportNanos += REPORT_NANOS;
            report(out, nowNanos);
        }
    }

    private void report(SrtpSender out, long nowNanos) {
        rtcp.start(rtcpRoom, 0, ROOM);
        rtcp.senderReport(SSRC, AbsoluteTime.ntpOfNanos(nowNanos), clock(nowNanos), 1, 1);
        int length = out.protectRtcp(rtcpRoom, 0, rtcp.length(), ROOM);
        byte[] datagram = new byte[length];
        Bytes.copy(rtcpRoom, 0, datagram, 0, length);
        outbox.add(datagram);
    }

    private static int clock(long nowNanos) {
        return (int) (nowNanos / 1_000 * 48 / 1_000);
    }
}
