package media.sluice.coordinator.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import media.sluice.coordinator.port.DataPlane;
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
import media.sluice.coordinator.sdp.OfferedSetup;
import media.sluice.coordinator.sdp.PeerDescription;
import media.sluice.coordinator.sdp.SdpException;

/**
 * Two peer connections: the client offers the one on which it publishes, the server the one on
 * which it receives. One offer of ours is under way at a time; what changes meanwhile goes into the
 * next.
 */
public final class DualPeer implements Peer {
    private final PeerHost host;
    private final Transport publisher;
    private final Transport subscriber;
    private final Upstream upstream;
    private final Feeds feeds;
    private final OfferSlots slots;
    private final DataLinks data;
    private final boolean isSubscriberPrimary;
    private final OfferedSetup setup;

    private boolean isStarted;
    private boolean isChanged;
    private int offers;

    /** Identifier of our offer that was not answered, 0 when there is none. */
    private int unanswered;

    /**
     * The peers of a participant.
     *
     * @param isSubscriberPrimary the receiving one decides when the client is connected
     * @param canReuse a media section may carry another track after the first ended
     * @param setup what our offers say of the DTLS roles
     */
    public DualPeer(
            PeerHost host,
            String participantSid,
            boolean isSubscriberPrimary,
            boolean canReuse,
            OfferedSetup setup) {
        this.host = host;
        this.setup = setup;
        this.isSubscriberPrimary = isSubscriberPrimary;
        publisher = new Transport(host, SignalTarget.PUBLISHER, participantSid + "-pub");
        subscriber = new Transport(host, SignalTarget.SUBSCRIBER, participantSid);
        upstream = new Upstream(host);
        feeds = new Feeds(host, participantSid);
        slots = new OfferSlots(host, feeds, canReuse);
        data = new DataLinks(host, participantSid);
    }

    @Override
    public void prepare(RoomOnNode node, Optional<PeerDescription> first, Participant self) {
        subscriber.open(node, null, received());
        // With data also when this offer has none: a later one may, and it costs nothing.
        first.ifPresent(offer ->
                publisher.open(
                        node,
                        PeerTransport.of(offer),
                        data.sending(publisher.sessionId(), Optional.of(self))));
    }

    private DataPlane.Channels received() {
        return data.receiving(subscriber.sessionId());
    }

    @Override
    public void start() {
        isStarted = true;
        isChanged = true;
        offer();
    }

    @Override
    public void onOffer(int id, String sdp) throws SdpException {
        var offer = PeerDescription.readOffer(sdp);
        publisher.accept(
                PeerTransport.of(offer),
                () -> data.sending(publisher.sessionId(), host.self()),
                () -> answerTo(id, offer));
    }

    private void answerTo(int id, PeerDescription offer) {
        upstream.read(offer);
        data.update(() -> {});
        host.send(new ServerMessage.Answer(id, answer(offer), Map.of()));
        publisher.trickle(offer.sections().getFirst().mid());
        upstream.apply(publisher.sessionId());
    }

    @Override
    public void onAnswer(int id, String sdp) throws SdpException {
        // Go and Rust clients number nothing: 0 answers whatever is under way.
        if (unanswered == 0 || (id != 0 && id != unanswered)) {
            return;
        }
        var answer = PeerDescription.readAnswer(sdp, setup);
        unanswered = 0;
        subscriber.accept(PeerTransport.of(answer), this::received, () -> takeIn(answer));
    }

    private void takeIn(PeerDescription answer) {
        slots.read(answer, subscriber.sessionId());
        offer();
    }

    @Override
    public void onTrackAnnounced() {
        if (upstream.matchLate()) {
            upstream.apply(publisher.sessionId());
        }
    }

    @Override
    public void subscribe(String publisherSid, Track track, Wanted wanted) {
        feeds.add(publisherSid, track, wanted);
        isChanged = true;
        offer();
    }

    @Override
    public void unsubscribe(String trackSid) {
        var feed = feeds.remove(trackSid);
        if (feed != null && slots.release(feed)) {
            isChanged = true;
            offer();
        }
    }

    @Override
    public void want(String trackSid, Wanted wanted) {
        feeds.want(trackSid, wanted);
    }

    @Override
    public void onSessionState(String sessionId, SessionState state) {
        transport(sessionId).setState(state);
    }

    @Override
    public boolean owns(String sessionId) {
        return sessionId.equals(publisher.sessionId()) || sessionId.equals(subscriber.sessionId());
    }

    @Override
    public SessionState primaryState() {
        return (isSubscriberPrimary ? subscriber : publisher).state();
    }

    @Override
    public void resume() {
        // An offer that was under way is lost with the old signal connection.
        unanswered = 0;
        isChanged = true;
        subscriber.restart(this::offer);
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
        return Stream.of(publisher, subscriber)
                .filter(Transport::isAsked)
                .map(Transport::sessionId)
                .toList();
    }

    @Override
    public String publishingSession() {
        return publisher.sessionId();
    }

    @Override
    public List<String> receivedTracks() {
        return feeds.received();
    }

    @Override
    public void offerMove(String sessionId, List<Candidate> candidates) {
        transport(sessionId).offerMove(candidates);
    }

    @Override
    public void moveOnRestart(String sessionId, Runnable begin) {
        transport(sessionId).moveOnRestart(begin);
    }

    @Override
    public void stayed(String sessionId) {
        transport(sessionId).stayed();
    }

    @Override
    public void moved(String sessionId) {
        transport(sessionId).moved();
    }

    @Override
    public void restartFeed(String trackSid) {
        feeds.restart(trackSid);
    }

    @Override
    public void retry() {
        if (unanswered == 0) {
            slots.start(subscriber.sessionId());
        }
        upstream.apply(publisher.sessionId());
        feeds.retry();
        data.update(() -> {});
    }

    @Override
    public void close() {
        publisher.close();
        subscriber.close();
    }

    private void offer() {
        if (!isStarted || !isChanged || unanswered != 0 || subscriber.isBusy()) {
            return;
        }
        isChanged = false;
        unanswered = ++offers;
        host.send(new ServerMessage.Offer(unanswered, subscriber.offer(slots.sections(), setup)));
        isChanged = !feeds.unplaced().isEmpty();
        subscriber.trickle(OfferSlots.firstMid());
    }

    private String answer(PeerDescription offer) {
        var sections = new ArrayList<LocalSection>();
        for (var section : offer.sections()) {
            if (section.kind() == MediaKind.APPLICATION) {
                sections.add(Sections.data(section));
            } else if (upstream.isReceiving(section)) {
                sections.add(Sections.received(section, upstream.agreement(section), null));
            } else {
                sections.add(Sections.sent(section, null));
            }
        }
        return publisher.answer(List.copyOf(sections));
    }

    private Transport transport(String sessionId) {
        return sessionId.equals(publisher.sessionId()) ? publisher : subscriber;
    }
}
