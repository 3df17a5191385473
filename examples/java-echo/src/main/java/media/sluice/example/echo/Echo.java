package media.sluice.example.echo;

import media.sluice.proto.media.v1alpha1.CreateConsumerRequest;
import media.sluice.proto.media.v1alpha1.CreateProducerRequest;
import media.sluice.proto.media.v1alpha1.CreateRoomRequest;
import media.sluice.proto.media.v1alpha1.CreateSessionRequest;
import media.sluice.proto.media.v1alpha1.MediaKind;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc.MediaNodeServiceBlockingStub;
import media.sluice.proto.media.v1alpha1.RoomEpoch;
import media.sluice.proto.media.v1alpha1.RtcpFeedback;
import media.sluice.proto.media.v1alpha1.RtpCodec;

/** One room with one session that is sent its own producers back: the whole use of the API. */
record Echo(MediaNodeServiceBlockingStub node, RoomEpoch epoch) {
    String answer(Sdp offer, String room) {
        var create = CreateSessionRequest.newBuilder().setEpoch(epoch).setRoomId(room);
        var peer = create.setSessionId(room + "-peer").getPeerBuilder();
        peer.getIceBuilder().setUsernameFragment(offer.find("ice-ufrag:(\\S+)"));
        peer.getIceBuilder().setPassword(offer.find("ice-pwd:(\\S+)"));
        var print = offer.find("fingerprint:sha-256 (\\S+)");
        peer.addFingerprintsBuilder().setAlgorithm("sha-256").setValue(print);
        node.createRoom(CreateRoomRequest.newBuilder().setEpoch(epoch).setRoomId(room).build());
        var local = node.createSession(create.build());
        var answer = new StringBuilder("v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\na=ice-lite\n");
        answer.append("a=group:BUNDLE");
        offer.sections().forEach(each -> answer.append(' ').append(each.find("mid:(\\S+)")));
        answer.append('\n');
        int ssrc = 1_000_001;
        for (var section : offer.sections()) {
            var type = section.find("rtpmap:(\\d+) " + section.codec());
            sendBack(section, create.getSessionId(), Integer.parseInt(type), ssrc);
            answer.append(section.answer(local, type, ssrc++));
        }
        return answer.toString().replace("\n", "\r\n");
    }

    private void sendBack(Sdp section, String session, int type, int ssrc) {
        var mid = section.find("mid:(\\S+)");
        boolean isVideo = section.text().startsWith("m=video");
        var kind = isVideo ? MediaKind.MEDIA_KIND_VIDEO : MediaKind.MEDIA_KIND_AUDIO;
        var codec = RtpCodec.newBuilder().setMimeType(isVideo ? "video/vp8" : "audio/opus");
        codec.setClockRateHz(isVideo ? 90_000 : 48_000).setChannels(isVideo ? 0 : 2);
        codec.setPayloadType(type).addFeedback(RtcpFeedback.RTCP_FEEDBACK_NACK_PLI);
        var up = CreateProducerRequest.newBuilder().setEpoch(epoch).setSessionId(session);
        up.setProducerId("up-" + mid).setKind(kind).setMid(mid).addCodecs(codec);
        up.addEncodingsBuilder().setSsrc(Integer.parseUnsignedInt(section.find("ssrc:(\\d+)")));
        node.createProducer(up.build());
        var down = CreateConsumerRequest.newBuilder().setEpoch(epoch).setSessionId(session);
        down.setConsumerId("down-" + mid).setProducerId("up-" + mid).setMid(mid).addCodecs(codec);
        node.createConsumer(down.setSsrc(ssrc).setCname("echo").build());
    }
}
