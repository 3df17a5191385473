package media.sluice.node.relay;

import com.google.protobuf.ByteString;
import media.sluice.core.room.LegMessage;
import media.sluice.core.trunk.TrunkParameters;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import media.sluice.proto.relay.v1alpha1.DataMessage;
import media.sluice.proto.relay.v1alpha1.FeedEnded;
import media.sluice.proto.relay.v1alpha1.Feeding;
import media.sluice.proto.relay.v1alpha1.Hello;
import media.sluice.proto.relay.v1alpha1.Ping;
import media.sluice.proto.relay.v1alpha1.Pong;
import media.sluice.proto.relay.v1alpha1.PullRefused;
import media.sluice.proto.relay.v1alpha1.StopFeeding;
import media.sluice.proto.relay.v1alpha1.TrunkMessage;
import org.jspecify.annotations.Nullable;

/** Between the contract's messages of a trunk and this package's values. Stateless. */
final class TrunkMessages {

    private TrunkMessages() {}

    static TrunkMessage hello(
            String roomId,
            String relayAddress,
            @Nullable RoomEpoch epoch,
            TrunkEnd.Greeting greeting) {
        var hello =
                Hello.newBuilder()
                        .setRoomId(roomId)
                        .setRelayAddress(relayAddress)
                        .setTrunkId(greeting.trunkId())
                        .setKey(ByteString.copyFrom(greeting.key()));
        greeting.addresses().forEach(each -> hello.addAddresses(RelayMessages.address(each)));
        if (epoch != null) {
            hello.setEpoch(epoch);
        }
        return TrunkMessage.newBuilder().setHello(hello).build();
    }

    /** Throws {@link IllegalArgumentException} when it is none. */
    static TrunkEnd.Greeting greeting(Hello hello) {
        int addresses = hello.getAddressesCount();
        if (hello.getTrunkId() == 0
                || hello.getKey().size() != TrunkParameters.KEY_LENGTH
                || addresses == 0
                || addresses > TrunkParameters.MAX_PATHS) {
            throw new IllegalArgumentException("a Hello with fields out of range");
        }
        return new TrunkEnd.Greeting(
                hello.getTrunkId(),
                hello.getKey().toByteArray(),
                hello.getAddressesList().stream().map(RelayMessages::address).toList());
    }

    static TrunkMessage feeding(int streamId, byte[] producer) {
        return TrunkMessage.newBuilder()
                .setFeeding(
                        Feeding.newBuilder()
                                .setStreamId(streamId)
                                .setProducer(ByteString.copyFrom(producer)))
                .build();
    }

    static TrunkMessage refused(int streamId, String message) {
        return TrunkMessage.newBuilder()
                .setRefused(PullRefused.newBuilder().setStreamId(streamId).setMessage(message))
                .build();
    }

    static TrunkMessage stop(int streamId) {
        return TrunkMessage.newBuilder()
                .setStop(StopFeeding.newBuilder().setStreamId(streamId))
                .build();
    }

    static TrunkMessage ended(int streamId) {
        return TrunkMessage.newBuilder()
                .setEnded(FeedEnded.newBuilder().setStreamId(streamId))
                .build();
    }

    static TrunkMessage ping(long number) {
        return TrunkMessage.newBuilder().setPing(Ping.newBuilder().setNumber(number)).build();
    }

    static TrunkMessage pong(long number) {
        return TrunkMessage.newBuilder().setPong(Pong.newBuilder().setNumber(number)).build();
    }

    static TrunkMessage message(LegMessage message) {
        return TrunkMessage.newBuilder()
                .setData(
                        DataMessage.newBuilder()
                                .setLabel(message.label())
                                .setEndpoint(message.endpoint())
                                .setDataProducerId(message.dataProducerId())
                                .setIsText(message.isText())
                                .setPayload(ByteString.copyFrom(message.payload()))
                                .addAllRecipients(message.recipients()))
                .build();
    }

    static LegMessage message(DataMessage data) {
        return new LegMessage(
                data.getLabel(),
                data.getEndpoint(),
                data.getDataProducerId(),
                data.getIsText(),
                data.getPayload().toByteArray(),
                data.getRecipientsList());
    }
}
