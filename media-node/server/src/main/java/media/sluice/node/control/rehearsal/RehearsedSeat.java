package media.sluice.node.control.rehearsal;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.ice.IceCredentials;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.net.SocketAddresses;
import media.sluice.proto.media.v1alpha1.CreateConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionRequest;
import media.sluice.proto.media.v1alpha1.DtlsFingerprint;
import media.sluice.proto.media.v1alpha1.IceCandidate;
import media.sluice.proto.media.v1alpha1.MediaKind;
import media.sluice.proto.media.v1alpha1.MoveSessionRequest;
import media.sluice.proto.media.v1alpha1.MoveSessionResponse;
import media.sluice.proto.media.v1alpha1.PeerTransport;
import media.sluice.proto.media.v1alpha1.PrepareMoveRequest;
import media.sluice.proto.media.v1alpha1.RtpCodec;
import media.sluice.proto.media.v1alpha1.RtpEncoding;
import org.jspecify.annotations.Nullable;

/**
 * A caller's session on the rehearsed nodes, as a controller sees it: what it sends, what it
 * receives, where it is.
 */
final class RehearsedSeat {

    private static final String CNAME = "rehearsal";

    private final RehearsedCaller caller;
    private final String room;
    private final String session;
    private @Nullable RehearsedNode node;

    RehearsedSeat(RehearsedCaller caller, String room, String session) {
        this.caller = caller;
        this.room = room;
        this.session = session;
    }

    RehearsedCaller caller() {
        return caller;
    }

    /** Where the session is. */
    RehearsedNode node() {
        RehearsedNode at = node;
        if (at == null) {
            throw new IllegalStateException("nobody has joined");
        }
        return at;
    }

    /** Opens the session, connects, and announces sound and picture. */
    void join(RehearsedNode first, CertificateFingerprint fingerprint)
            throws IOException, InterruptedException {
        node = first;
        var ice =
                media.sluice.proto.media.v1alpha1.IceCredentials.newBuilder()
                        .setUsernameFragment(caller.credentials().ufrag())
                        .setPassword(caller.credentials().password());
        var shown =
                DtlsFingerprint.newBuilder()
                        .setAlgorithm(fingerprint.algorithm())
                        .setValue(fingerprint.value());
        var request =
                CreateSessionRequest.newBuilder()
                        .setEpoch(Rehearsal.EPOCH)
                        .setRoomId(room)
                        .setSessionId(session)
                        .setHasData(true)
                        .setPeer(PeerTransport.newBuilder().setIce(ice).addFingerprints(shown));
        var made = first.api().createSession(request.build());
        caller.connect(
                new IceCredentials(
                        made.getIce().getUsernameFragment(), made.getIce().getPassword()),
                best(made.getCandidatesList()));
        produce(MediaKind.MEDIA_KIND_AUDIO, sound(), RehearsedCaller.SOUND_SSRC);
        produce(MediaKind.MEDIA_KIND_VIDEO, picture(), RehearsedCaller.PICTURE_SSRC);
    }

    private void produce(MediaKind kind, RtpCodec codec, int ssrc) {
        var request =
                CreateProducerRequest.newBuilder()
                        .setEpoch(Rehearsal.EPOCH)
                        .setSessionId(session)
                        .setProducerId(session + kind.getNumber())
                        .setKind(kind)
                        .setMid(String.valueOf(kind.getNumber()))
                        .addCodecs(codec)
                        .addEncodings(RtpEncoding.newBuilder().setSsrc(ssrc));
        var _ = node().api().createProducer(request.build());
    }

    /** Hears and sees somebody whose session is on the same node. */
    void consume(RehearsedSeat other) {
        consume(other, MediaKind.MEDIA_KIND_AUDIO, sound());
        consume(other, MediaKind.MEDIA_KIND_VIDEO, picture());
    }

    private void consume(RehearsedSeat other, MediaKind kind, RtpCodec codec) {
        var request =
                CreateConsumerRequest.newBuilder()
                        .setEpoch(Rehearsal.EPOCH)
                        .setSessionId(session)
                        .setConsumerId(session + "of" + kind.getNumber())
                        .setProducerId(other.session + kind.getNumber())
                        .setMid("of" + kind.getNumber())
                        .addCodecs(codec)
                        .setSsrc(RehearsedCaller.SOUND_SSRC + 1 + kind.getNumber())
                        .setCname(CNAME);
        var _ = node().api().createConsumer(request.build());
    }

    /** Moves the session; the caller follows. */
    void move(RehearsedNode target) throws IOException, InterruptedException {
        var prepared =
                target.api()
                        .prepareMove(
                                PrepareMoveRequest.newBuilder()
                                        .setEpoch(Rehearsal.EPOCH)
                                        .setRoomId(room)
                                        .setSessionId(session)
                                        .build());
        Iterator<MoveSessionResponse> steps =
                node().api()
                        .moveSession(
                                MoveSessionRequest.newBuilder()
                                        .setEpoch(Rehearsal.EPOCH)
                                        .setSessionId(session)
                                        .setTicket(prepared.getTicket())
                                        .setRelayAddress(prepared.getRelayAddress())
                                        .build());
        while (steps.hasNext()) {
            MoveSessionResponse step = steps.next();
            if (step.hasOffered()) {
                caller.follow(best(step.getOffered().getCandidatesList()));
            } else if (step.hasFailed()) {
                throw new IllegalStateException(
                        "a rehearsed move failed: " + step.getFailed().getMessage());
            }
        }
        node = target;
    }

    private static TransportAddress best(List<IceCandidate> candidates) {
        var address = candidates.getFirst().getAddress();
        return SocketAddresses.parse(address.getIp(), address.getPort());
    }

    private static RtpCodec sound() {
        return RtpCodec.newBuilder()
                .setMimeType("audio/opus")
                .setPayloadType(RehearsedCaller.SOUND_TYPE)
                .setClockRateHz(48_000)
                .setChannels(2)
                .build();
    }

    private static RtpCodec picture() {
        return RtpCodec.newBuilder()
                .setMimeType("video/VP8")
                .setPayloadType(RehearsedCaller.PICTURE_TYPE)
                .setClockRateHz(90_000)
                .build();
    }
}
