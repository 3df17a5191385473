package media.sluice.coordinator.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import media.sluice.coordinator.port.PeerTransport;
import media.sluice.coordinator.port.ServerMessage;
import media.sluice.coordinator.port.SessionState;
import media.sluice.coordinator.port.SignalTarget;
import media.sluice.coordinator.port.Wanted;
import media.sluice.coordinator.room.Participant;
import media.sluice.coordinator.room.Track;
import media.sluice.coordinator.sdp.Candidate;
import media.sluice.coordinator.sdp.LocalSection;
import media.sluice.coordinator.sdp.MediaKind;
import media.sluice.coordinator.sdp.MediaSection;
import media.sluice.coordinator.sdp.PeerDescription;
import media.sluice.coordinator.sdp.SdpException;

/**
 * One peer connection for both directions. The client always offers; where the server needs a new
 * description it asks for an offer.
 */
public final class SinglePeer implements Peer {
    private final PeerHost host;
    private final Transport transport;
    private final Upstream upstream;
    private final Feeds feeds;
    private final AnswerSlots slots;
    private final DataLinks data;

    private boolean hasOffered;

    /** We asked for an offer that has not come. */
    private boolean isOfferAwaited;

    /** The peer of a participant. */
    public SinglePeer(PeerHost host, String participantSid) {
        this.host = host;
        transport = new Transport(host, SignalTarget.PUBLISHER, participantSid);
        upstream = new Upstream(host);
        feeds = new Feeds(host, participantSid);
        slots = new AnswerSlots(host, feeds);
        data = new DataLinks(host, participantSid);
    }

    @Override
    public void prepare(RoomOnNode node, Optional<PeerDescription> first, Participant self) {
        // With data also when the first offer has none: a later one may, and it costs nothing.
        var channels = data.both(transport.sessionId(), Optional.of(self));
        transport.open(node, Peer.transport(first).orElse(null), channels);
    }

    @Override
    public void start() {
        // The client's first offer starts everything.
    }

    @Override
    public void onOffer(int id, String sdp) throws SdpException {
        var offer = PeerDescription.readOffer(sdp);
        transport.accept(
                PeerTransport.of(offer),
                () -> data.both(transport.sessionId(), host.self()),
                () -> answerTo(id, offer));
    }

    private void answerTo(int id, PeerDescription offer) {
        hasOffered = true;
        isOfferAwaited = false;
        upstream.read(offer);
        slots.read(offer);
        data.update(() -> {});
        host.send(new ServerMessage.Answer(id, answer(offer), slots.trackByMid()));
        slots.shown();
        transport.trickle(offer.sections().getFirst().mid());
        slots.start(transport.sessionId());
        upstream.apply(transport.sessionId());
        askForOffer(false);
    }

    @Override
    public void onAnswer(int id, String sdp) {
        // Nothing was offered: old clients answer nothing here, and others are not listened to.
    }

    @Override
    public void onTrackAnnounced() {
        if (upstream.matchLate()) {
            upstream.apply(transport.sessionId());
        }
    }

    @Override
    public void subscribe(String publisherSid, Track track, Wanted wanted) {
        feeds.add(publisherSid, track, wanted);
        askForOffer(true);
    }

    @Override
    public void unsubscribe(String trackSid) {
        var feed = feeds.remove(trackSid);
        if (feed != null && slots.release(feed)) {
            askForOffer(true);
        }
    }

    @Override
    public void want(String trackSid, Wanted wanted) {
        feeds.want(trackSid, wanted);
    }

    @Override
    public void onSessionState(String sessionId, SessionState state) {
        transport.setState(state);
    }

    @Override
    public boolean owns(String sessionId) {
        return transport.sessionId().equals(sessionId);
    }

    @Override
    public SessionState primaryState() {
        return transport.state();
    }

    @Override
    public void resume() {
        // The client offers with new credentials by itself; a request of ours may have been lost.
        isOfferAwaited = false;
    }

    @Override
    public void onPermissions(Runnable done) {
        data.update(done);
    }

    @Override
    public LongSupplier lastDataSequence(RoomOnNode node) {
        return data.lastSequence(node);
    }

    @Override
    public List<String> openSessions() {
        return transport.isAsked() ? List.of(transport.sessionId()) : List.of();
    }

    @Override
    public String publishingSession() {
        return transport.sessionId();
    }

    @Override
    public List<String> receivedTracks() {
        return feeds.received();
    }

    @Override
    public void offerMove(String sessionId, List<Candidate> candidates) {
        transport.offerMove(candidates);
    }

    @Override
    public void moveOnRestart(String sessionId, Runnable begin) {
        transport.moveOnRestart(begin);
    }

    @Override
    public void stayed(String sessionId) {
        transport.stayed();
    }

    @Override
    public void moved(String sessionId) {
        transport.moved();
    }

    @Override
    public void restartFeed(String trackSid) {
        feeds.restart(trackSid);
    }

    @Override
    public void retry() {
        if (hasOffered) {
            slots.start(transport.sessionId());
            upstream.apply(transport.sessionId());
            data.update(() -> {});
            feeds.retry();
        }
    }

    @Override
    public void close() {
        transport.close();
    }

    /**
     * One request is under way at a time; after its offer what still lacks a section is asked for
     * again.
     */
    private void askForOffer(boolean isChanged) {
        int audios = slots.missing(MediaKind.AUDIO);
        int videos = slots.missing(MediaKind.VIDEO);
        boolean isWaiting = !feeds.unplaced().isEmpty();
        if (hasOffered && !isOfferAwaited && (isChanged || isWaiting)) {
            isOfferAwaited = true;
            host.send(new ServerMessage.SectionsNeeded(audios, videos));
        }
    }

    private String answer(PeerDescription offer) {
        var sections = new ArrayList<LocalSection>();
        for (var section : offer.sections()) {
            sections.add(
                    section.kind() == MediaKind.APPLICATION
                            ? Sections.data(section)
                            : media(section));
        }
        return transport.answer(List.copyOf(sections));
    }

    private LocalSection media(MediaSection section) {
        var slot = slots.slot(section.mid());
        if (upstream.isReceiving(section)) {
            return Sections.received(section, upstream.agreement(section), slot);
        }
        return Sections.sent(section, slot);
    }
}
