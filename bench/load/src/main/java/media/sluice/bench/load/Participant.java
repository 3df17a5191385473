package media.sluice.bench.load;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livekit.LivekitModels.TrackSource;
import livekit.LivekitModels.TrackType;
import livekit.LivekitRtc.AddTrackRequest;
import livekit.LivekitRtc.LeaveRequest;
import livekit.LivekitRtc.Ping;
import livekit.LivekitRtc.SessionDescription;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SignalResponse;
import livekit.LivekitRtc.SignalTarget;
import livekit.LivekitRtc.TrickleRequest;
import org.jspecify.annotations.Nullable;

/**
 * One person in a room: a signaling socket and two peer connections, as LiveKit's clients of most
 * languages have them. Media belongs to the loop's thread, the rest to the socket's.
 */
final class Participant implements AutoCloseable {
    /**
     * Where and as whom to join; {@code number} makes the SSRCs, so nobody else of a run has it.
     */
    record Seat(String url, String key, String secret, String room, String identity, int number) {}

    private static final long WAIT_SECONDS = 20;
    private static final long PING_NANOS = 5_000_000_000L;
    private static final long REPORT_NANOS = 1_000_000_000L;
    private static final Pattern CANDIDATE =
            Pattern.compile("\"candidate\":\"(candidate:[^\"]*)\"");

    private final Loop loop;
    private final Seat seat;
    private final Transport publisher;
    private final Transport subscriber;
    private final Judge judge;
    private final Reports reports;
    private final Signal signal;
    private final List<Publication> publications = new ArrayList<>();
    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final CompletableFuture<String> failed = new CompletableFuture<>();
    private volatile long joinNanos;
    private volatile boolean isClosed;

    /** {@code port}: of the subscribing side, 0 for any. */
    Participant(Loop loop, Certificate certificate, Seat seat, Judge.Tally tally, int port) {
        this.loop = loop;
        this.seat = seat;
        judge = new Judge(tally);
        reports = new Reports(judge, publications);
        publisher = new Transport(loop, certificate, true, 0, reports.publisherSide());
        subscriber = new Transport(loop, certificate, false, port, reports.subscriberSide());
        signal = new Signal(this::onResponse, this::fail);
    }

    /** Starts to join; returns at once. */
    void join() {
        joinNanos = System.nanoTime();
        signal.open(
                seat.url(),
                AccessToken.create(seat.key(), seat.secret(), seat.room(), seat.identity()));
    }

    /** Waits until the server has let it in. */
    void awaitJoined() {
        await(joined, "to be let in");
    }

    /** Waits until subscribed media can flow. */
    void awaitSubscriber() {
        await(subscriber.connected(), "for the subscribing connection");
    }

    /** Publishes streams, and returns once they can flow; they start with {@link #start}. */
    void publish(List<Publication.Pace> paces) {
        for (int i = 0; i < paces.size(); i++) {
            String mid = String.valueOf(i);
            var stream = new Publication(publisher::sendRtp, paces.get(i), seat.number(), mid);
            publications.add(stream);
            signal.send(SignalRequest.newBuilder().setAddTrack(request(stream)).build());
        }
        String offer = Sdp.offer(publisher.local(), publications);
        signal.send(
                SignalRequest.newBuilder()
                        .setOffer(SessionDescription.newBuilder().setType("offer").setSdp(offer))
                        .build());
        await(publisher.connected(), "for the publishing connection");
    }

    /** All its streams begin; those of people who begin at once do so within 20 ms. */
    void start() {
        loop.execute(() -> {
            for (Publication stream : publications) {
                long firstNanos = System.nanoTime() + seat.number() * 7_919_000L % 20_000_000L;
                stream.start(firstNanos);
                loop.every(stream, firstNanos);
            }
        });
    }

    List<Publication> publications() {
        return publications;
    }

    Judge judge() {
        return judge;
    }

    int subscriberPort() {
        return subscriber.port();
    }

    /** Nanoseconds from joining until both connections were up; to be asked when they are. */
    long joinToConnectedNanos() {
        return Math.max(publisher.connectedNanos(), subscriber.connectedNanos()) - joinNanos;
    }

    /** Nanoseconds from joining to the first verified packet; 0 before. */
    long joinToFirstPacketNanos() {
        return judge.firstNanos() == 0 ? 0 : judge.firstNanos() - joinNanos;
    }

    long refused() {
        return subscriber.refused() + publisher.refused();
    }

    /** Why it cannot go on, or null. */
    @Nullable String failure() {
        return failed.getNow(null);
    }

    private AddTrackRequest request(Publication stream) {
        var request =
                AddTrackRequest.newBuilder()
                        .setCid(stream.cid())
                        .setName(stream.cid())
                        .setType(stream.isVideo() ? TrackType.VIDEO : TrackType.AUDIO)
                        .setSource(stream.isVideo() ? TrackSource.CAMERA : TrackSource.MICROPHONE);
        if (stream.isVideo()) {
            request.setWidth(1280).setHeight(720);
        } else {
            request.setDisableRed(true);
        }
        return request.build();
    }

    private void onResponse(SignalResponse response) {
        if (isClosed) {
            return;
        }
        switch (response.getMessageCase()) {
            case JOIN -> onJoined();
            case OFFER -> onOffer(response.getOffer());
            case ANSWER -> {
                Sdp answer = Sdp.parse(response.getAnswer().getSdp());
                loop.execute(() -> publisher.setRemote(answer));
            }
            case TRICKLE -> onTrickle(response.getTrickle());
            case LEAVE -> fail("told to leave: " + response.getLeave().getReason());
            default -> {}
        }
    }

    private void onJoined() {
        joined.complete(null);
        loop.execute(() -> {
            loop.every(this::ping, System.nanoTime() + PING_NANOS);
            loop.every(this::report, System.nanoTime() + REPORT_NANOS);
        });
    }

    private void onOffer(SessionDescription offer) {
        Sdp description = Sdp.parse(offer.getSdp());
        loop.execute(() -> subscriber.setRemote(description));
        var answer =
                SessionDescription.newBuilder()
                        .setType("answer")
                        .setId(offer.getId())
                        .setSdp(Sdp.answer(subscriber.local(), offer.getSdp()));
        signal.send(SignalRequest.newBuilder().setAnswer(answer).build());
    }

    private void onTrickle(TrickleRequest trickle) {
        Matcher text = CANDIDATE.matcher(trickle.getCandidateInit());
        InetSocketAddress address = text.find() ? Sdp.candidate(text.group(1)) : null;
        if (address != null) {
            Transport target =
                    trickle.getTarget() == SignalTarget.PUBLISHER ? publisher : subscriber;
            loop.execute(() -> target.addCandidate(address));
        }
    }

    private long ping(long nowNanos) {
        if (isClosed) {
            return Loop.Timed.DONE;
        }
        var ping = Ping.newBuilder().setTimestamp(System.currentTimeMillis());
        signal.send(SignalRequest.newBuilder().setPingReq(ping).build());
        return nowNanos + PING_NANOS;
    }

    private long report(long nowNanos) {
        if (isClosed) {
            return Loop.Timed.DONE;
        }
        reports.send(publisher, subscriber, nowNanos);
        return nowNanos + REPORT_NANOS;
    }

    private void fail(String why) {
        if (!isClosed) {
            failed.complete(seat.identity() + ": " + why);
            joined.completeExceptionally(new IllegalStateException(why));
        }
    }

    private void await(CompletableFuture<Void> what, String name) {
        try {
            CompletableFuture.anyOf(what, failed).get(WAIT_SECONDS, TimeUnit.SECONDS);
            if (failed.isDone()) {
                throw new IllegalStateException(failed.join());
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    seat.identity() + " waited " + WAIT_SECONDS + " s " + name, e);
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(seat.identity() + " failed " + name, e);
        }
    }

    /** Says goodbye and leaves. */
    @Override
    public void close() {
        isClosed = true;
        signal.send(SignalRequest.newBuilder().setLeave(LeaveRequest.getDefaultInstance()).build());
        loop.execute(this::endMedia);
    }

    /** Is gone without a word, as a laptop that is closed. */
    void vanish() {
        isClosed = true;
        loop.execute(this::endMedia);
        signal.close();
    }

    private void endMedia() {
        publications.forEach(Publication::stop);
        publisher.close();
        subscriber.close();
    }

    /** Ends the socket; after {@link #close}, so that the goodbye has left. */
    void hangUp() {
        signal.close();
    }
}
