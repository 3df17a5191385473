package media.sluice.coordinator.signaling.livekit;

import livekit.LivekitModels;
import livekit.LivekitRtc;
import livekit.LivekitRtc.SignalResponse;
import media.sluice.coordinator.livekit.Codecs;
import media.sluice.coordinator.livekit.ModelMessages;
import media.sluice.coordinator.livekit.TrackMessages;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.port.LeaveAction;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.room.ConnectionQuality;
import media.sluice.coordinator.room.QualityBoard;
import media.sluice.coordinator.room.SpeakerBoard;

/** What we say to clients, as LiveKit's messages. */
final class Outgoing {
    private final ServerFacts server;

    Outgoing(ServerFacts server) {
        this.server = server;
    }

    SignalResponse write(ServerMessage message) {
        var response = SignalResponse.newBuilder();
        switch (message) {
            case ServerMessage.Joined joined -> response.setJoin(joined(joined));
            case ServerMessage.Reconnected(var nodeId, var lastDataSequence) ->
                    response.setReconnect(
                            LivekitRtc.ReconnectResponse.newBuilder()
                                    .addAllIceServers(server.ice())
                                    .setLastMessageSeq((int) lastDataSequence)
                                    .setServerInfo(server.info(nodeId)));
            case ServerMessage.Answer(var id, var sdp, var tracks) ->
                    response.setAnswer(description("answer", id, sdp).putAllMidToTrackId(tracks));
            case ServerMessage.Offer(var id, var sdp) ->
                    response.setOffer(description("offer", id, sdp));
            case ServerMessage.Trickle trickle -> response.setTrickle(trickle(trickle));
            case ServerMessage.ParticipantsChanged(var participants) -> {
                var update = LivekitRtc.ParticipantUpdate.newBuilder();
                participants.forEach(p -> update.addParticipants(ModelMessages.participant(p)));
                response.setUpdate(update);
            }
            case ServerMessage.TrackPublished(var cid, var track) ->
                    response.setTrackPublished(
                            LivekitRtc.TrackPublishedResponse.newBuilder()
                                    .setCid(cid)
                                    .setTrack(TrackMessages.track(track)));
            case ServerMessage.TrackUnpublished(var trackSid) ->
                    response.setTrackUnpublished(
                            LivekitRtc.TrackUnpublishedResponse.newBuilder().setTrackSid(trackSid));
            case ServerMessage.Leave leave -> response.setLeave(leave(leave));
            case ServerMessage.TrackMuted(var trackSid, var isMuted) ->
                    response.setMute(
                            LivekitRtc.MuteTrackRequest.newBuilder()
                                    .setSid(trackSid)
                                    .setMuted(isMuted));
            case ServerMessage.RoomChanged(var room) ->
                    response.setRoomUpdate(
                            LivekitRtc.RoomUpdate.newBuilder().setRoom(ModelMessages.room(room)));
            case ServerMessage.SpeakersChanged(var speakers) -> {
                var changed = LivekitRtc.SpeakersChanged.newBuilder();
                speakers.forEach(speaker -> changed.addSpeakers(speaker(speaker)));
                response.setSpeakersChanged(changed);
            }
            case ServerMessage.QualityChanged(var qualities) -> {
                var update = LivekitRtc.ConnectionQualityUpdate.newBuilder();
                qualities.forEach(quality -> update.addUpdates(quality(quality)));
                response.setConnectionQuality(update);
            }
            case ServerMessage.SubscriptionAllowed _,
                    ServerMessage.SubscriptionFailed _,
                    ServerMessage.TokenRefreshed _,
                    ServerMessage.RequestAnswered _,
                    ServerMessage.TrackSubscribed _,
                    ServerMessage.SectionsNeeded _ ->
                    writeSmall(message, response);
        }
        return response.build();
    }

    private static void writeSmall(ServerMessage message, SignalResponse.Builder response) {
        switch (message) {
            case ServerMessage.SubscriptionAllowed(var publisher, var trackSid, var isAllowed) ->
                    response.setSubscriptionPermissionUpdate(
                            LivekitRtc.SubscriptionPermissionUpdate.newBuilder()
                                    .setParticipantSid(publisher)
                                    .setTrackSid(trackSid)
                                    .setAllowed(isAllowed));
            case ServerMessage.SubscriptionFailed(var trackSid, var fault) ->
                    response.setSubscriptionResponse(
                            LivekitRtc.SubscriptionResponse.newBuilder()
                                    .setTrackSid(trackSid)
                                    .setErr(
                                            switch (fault) {
                                                case UNKNOWN ->
                                                        LivekitModels.SubscriptionError.SE_UNKNOWN;
                                                case CODEC_UNSUPPORTED ->
                                                        LivekitModels.SubscriptionError
                                                                .SE_CODEC_UNSUPPORTED;
                                                case TRACK_NOT_FOUND ->
                                                        LivekitModels.SubscriptionError
                                                                .SE_TRACK_NOTFOUND;
                                            }));
            case ServerMessage.TokenRefreshed(var token) -> response.setRefreshToken(token);
            case ServerMessage.RequestAnswered answered ->
                    response.setRequestResponse(answered(answered));
            case ServerMessage.TrackSubscribed(var trackSid) ->
                    response.setTrackSubscribed(
                            LivekitRtc.TrackSubscribed.newBuilder().setTrackSid(trackSid));
            case ServerMessage.SectionsNeeded(var audios, var videos) ->
                    response.setMediaSectionsRequirement(
                            LivekitRtc.MediaSectionsRequirement.newBuilder()
                                    .setNumAudios(audios)
                                    .setNumVideos(videos));
            default -> throw new IllegalStateException("not a small message: " + message);
        }
    }

    private LivekitRtc.JoinResponse.Builder joined(ServerMessage.Joined joined) {
        var message =
                LivekitRtc.JoinResponse.newBuilder()
                        .setRoom(ModelMessages.room(joined.room()))
                        .setParticipant(ModelMessages.participant(joined.self()))
                        .setServerVersion(ServerFacts.VERSION)
                        .addAllIceServers(server.ice())
                        .setSubscriberPrimary(joined.isSubscriberPrimary())
                        .setPingInterval(ServerFacts.PING_INTERVAL_SECONDS)
                        .setPingTimeout(ServerFacts.PING_TIMEOUT_SECONDS)
                        .setServerInfo(server.info(joined.nodeId()))
                        .setSifTrailer(server.frameTrailer())
                        .addAllEnabledPublishCodecs(Codecs.enabled())
                        .setFastPublish(joined.self().permissions().canPublish());
        joined.others().forEach(p -> message.addOtherParticipants(ModelMessages.participant(p)));
        return message;
    }

    private static LivekitRtc.SessionDescription.Builder description(
            String type, int id, String sdp) {
        return LivekitRtc.SessionDescription.newBuilder().setType(type).setId(id).setSdp(sdp);
    }

    /** Clients read all three members; the candidate has no character that JSON would escape. */
    private static LivekitRtc.TrickleRequest trickle(ServerMessage.Trickle trickle) {
        var json =
                "{\"candidate\":\"%s\",\"sdpMid\":\"%s\",\"sdpMLineIndex\":0}"
                        .formatted(trickle.candidate(), trickle.mid());
        return LivekitRtc.TrickleRequest.newBuilder()
                .setCandidateInit(json)
                .setTarget(LivekitRtc.SignalTarget.valueOf(trickle.target().name()))
                .setFinal(trickle.isLast())
                .build();
    }

    private static LivekitRtc.LeaveRequest leave(ServerMessage.Leave leave) {
        return LivekitRtc.LeaveRequest.newBuilder()
                .setCanReconnect(leave.action() != LeaveAction.DISCONNECT)
                .setReason(ModelMessages.reason(leave.reason()))
                .setAction(LivekitRtc.LeaveRequest.Action.valueOf(leave.action().name()))
                .build();
    }

    private static LivekitModels.SpeakerInfo speaker(SpeakerBoard.Speaker speaker) {
        return LivekitModels.SpeakerInfo.newBuilder()
                .setSid(speaker.sid())
                .setLevel((float) speaker.level())
                .setActive(speaker.isActive())
                .build();
    }

    private static LivekitRtc.ConnectionQualityInfo quality(QualityBoard.Quality quality) {
        return LivekitRtc.ConnectionQualityInfo.newBuilder()
                .setParticipantSid(quality.sid())
                .setQuality(quality(quality.quality()))
                .setScore((float) quality.meanOpinion())
                .build();
    }

    private static LivekitModels.ConnectionQuality quality(ConnectionQuality quality) {
        return LivekitModels.ConnectionQuality.valueOf(quality.name());
    }

    private static LivekitRtc.RequestResponse.Builder answered(
            ServerMessage.RequestAnswered answered) {
        var message =
                LivekitRtc.RequestResponse.newBuilder()
                        .setRequestId(answered.requestId())
                        .setReason(
                                LivekitRtc.RequestResponse.Reason.valueOf(answered.result().name()))
                        .setMessage(answered.text());
        switch (answered.request()) {
            case ClientMessage.AddTrack add ->
                    message.setAddTrack(
                            LivekitRtc.AddTrackRequest.newBuilder()
                                    .setCid(add.cid())
                                    .setSid(add.sid()));
            case ClientMessage.Mute(var trackSid, var isMuted) ->
                    message.setMute(
                            LivekitRtc.MuteTrackRequest.newBuilder()
                                    .setSid(trackSid)
                                    .setMuted(isMuted));
            case ClientMessage.PublishDataTrack(var handle) ->
                    message.setPublishDataTrack(
                            LivekitRtc.PublishDataTrackRequest.newBuilder().setPubHandle(handle));
            case ClientMessage.UpdateProfile update ->
                    message.setUpdateMetadata(
                            LivekitRtc.UpdateParticipantMetadata.newBuilder()
                                    .setRequestId(update.requestId()));
            default -> {
                // Other requests are not answered one by one.
            }
        }
        return message;
    }
}
