package media.sluice.node.relay;

import com.google.protobuf.ByteString;
import java.util.List;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.net.SocketAddresses;
import media.sluice.proto.media.v1alpha1.IceCandidate;
import media.sluice.proto.media.v1alpha1.TransportProtocol;
import media.sluice.proto.relay.v1alpha1.Accepted;
import media.sluice.proto.relay.v1alpha1.Activated;
import media.sluice.proto.relay.v1alpha1.Cancel;
import media.sluice.proto.relay.v1alpha1.Datagram;
import media.sluice.proto.relay.v1alpha1.Final;
import media.sluice.proto.relay.v1alpha1.Go;
import media.sluice.proto.relay.v1alpha1.HandoverRequest;
import media.sluice.proto.relay.v1alpha1.HandoverResponse;
import media.sluice.proto.relay.v1alpha1.Offer;
import media.sluice.proto.relay.v1alpha1.Ready;
import media.sluice.proto.relay.v1alpha1.Refused;
import media.sluice.proto.relay.v1alpha1.TakeOver;

/** Between the contract's messages and this package's values. Stateless. */
final class RelayMessages {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MAX_AGE_MICROS = 10_000_000;

    private RelayMessages() {}

    static HandoverRequest offer(String ticket, String sessionId, byte[] capsule) {
        return HandoverRequest.newBuilder()
                .setOffer(
                        Offer.newBuilder()
                                .setTicket(ticket)
                                .setSessionId(sessionId)
                                .setCapsule(ByteString.copyFrom(capsule))
                                .setSendsGo(true))
                .build();
    }

    static HandoverRequest finalCapsule(byte[] capsule) {
        return HandoverRequest.newBuilder()
                .setFinal(Final.newBuilder().setCapsule(ByteString.copyFrom(capsule)))
                .build();
    }

    static HandoverRequest go() {
        return HandoverRequest.newBuilder().setGo(Go.getDefaultInstance()).build();
    }

    static HandoverRequest cancel() {
        return HandoverRequest.newBuilder().setCancel(Cancel.getDefaultInstance()).build();
    }

    static HandoverRequest datagram(LateDatagram late, long nowNanos) {
        long age =
                Math.clamp((nowNanos - late.receivedNanos()) / NANOS_PER_MICRO, 0, MAX_AGE_MICROS);
        return HandoverRequest.newBuilder()
                .setDatagram(
                        Datagram.newBuilder()
                                .setPayload(ByteString.copyFrom(late.payload()))
                                .setAgeMicros((int) age)
                                .setPeerAddress(address(late.remote())))
                .build();
    }

    static HandoverResponse accepted(List<Candidate> candidates, boolean waitsForGo) {
        return HandoverResponse.newBuilder()
                .setAccepted(
                        Accepted.newBuilder()
                                .setWaitsForGo(waitsForGo)
                                .addAllCandidates(
                                        candidates.stream().map(RelayMessages::candidate).toList()))
                .build();
    }

    static HandoverResponse takeOver() {
        return HandoverResponse.newBuilder().setTakeOver(TakeOver.getDefaultInstance()).build();
    }

    static HandoverResponse ready(long nanos) {
        return HandoverResponse.newBuilder()
                .setReady(Ready.newBuilder().setPreparationMicros(nanos / NANOS_PER_MICRO))
                .build();
    }

    static HandoverResponse activated(long nanos) {
        return HandoverResponse.newBuilder()
                .setActivated(Activated.newBuilder().setActivationMicros(nanos / NANOS_PER_MICRO))
                .build();
    }

    /** {@code hasNotSealed}: also after Go nothing was sealed, and nothing will be. */
    static HandoverResponse refused(String message, boolean hasNotSealed, boolean isRelayMissing) {
        return HandoverResponse.newBuilder()
                .setRefused(
                        Refused.newBuilder()
                                .setMessage(message)
                                .setHasNotSealed(hasNotSealed)
                                .setIsRelayMissing(isRelayMissing))
                .build();
    }

    static IceCandidate candidate(Candidate candidate) {
        return IceCandidate.newBuilder()
                .setFoundation(candidate.foundation())
                .setPriority(candidate.priority())
                .setAddress(address(candidate.address()))
                .setProtocol(TransportProtocol.TRANSPORT_PROTOCOL_UDP)
                .build();
    }

    static Candidate candidate(IceCandidate candidate) {
        return new Candidate(
                candidate.getFoundation(),
                candidate.getPriority(),
                address(candidate.getAddress()));
    }

    static media.sluice.proto.media.v1alpha1.TransportAddress address(TransportAddress address) {
        return media.sluice.proto.media.v1alpha1.TransportAddress.newBuilder()
                .setIp(SocketAddresses.ipText(address))
                .setPort(address.port())
                .build();
    }

    static TransportAddress address(media.sluice.proto.media.v1alpha1.TransportAddress address) {
        return SocketAddresses.parse(address.getIp(), address.getPort());
    }
}
