package media.sluice.example.echo;

import java.util.UUID;
import media.sluice.proto.media.v1alpha1.CreateConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateRoomRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionRequest;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc.MediaNodeServiceBlockingStub;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import media.sluice.proto.media.v1alpha1.RtpEncoding;

/** One room with one session that is sent its own producers back. */
final class Echo {

    private static final RoomEpoch EPOCH =
            RoomEpoch.newBuilder().setCounter(1).setOwner("java-echo").build();

    private final MediaNodeServiceBlockingStub node;

    Echo(MediaNodeServiceBlockingStub node) {
        this.node = node;
    }

    String answer(String sdp) {
        var offer = Sdp.Offer.read(sdp);
        String room = "echo-" + UUID.randomUUID();
        String session = room + "-peer";
        node.createRoom(CreateRoomRequest.newBuilder().setEpoch(EPOCH).setRoomId(room).build());
        var local =
                node.createSession(
                        CreateSessionRequest.newBuilder()
                                .setEpoch(EPOCH)
                                .setRoomId(room)
                                .setSessionId(session)
                                .setPeer(offer.peer())
                                .build());
        for (var section : offer.sections()) {
            node.createProducer(
                    CreateProducerRequest.newBuilder()
                            .setEpoch(EPOCH)
                            .setSessionId(session)
                            .setProducerId("up-" + section.mid())
                            .setKind(section.kind())
                            .setMid(section.mid())
                            .addCodecs(section.codec())
                            .addEncodings(RtpEncoding.newBuilder().setSsrc(section.ssrc()))
                            .build());
            node.createConsumer(
                    CreateConsumerRequest.newBuilder()
                            .setEpoch(EPOCH)
                            .setSessionId(session)
                            .setConsumerId("down-" + section.mid())
                            .setProducerId("up-" + section.mid())
                            .setMid(section.mid())
                            .addCodecs(section.codec())
                            .setSsrc(section.echoSsrc())
                            .setCname("echo")
                            .build());
        }
        return Sdp.answer(offer, local);
    }
}
