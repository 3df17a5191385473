package media.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.session.Capsule;
import media.sluice.core.session.CapsuleException;
import media.sluice.core.session.Handover;
import media.sluice.core.session.LateDatagram;
import media.sluice.core.session.PeerSession;
import media.sluice.core.session.SessionConfig;
import media.sluice.core.session.SessionMode;
import media.sluice.core.session.SessionPorts;
import media.sluice.core.sim.SimNetwork;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** One move, as two shells would do it over a connection of one millisecond. */
final class SimMove {

    private static final Duration CONTROL = Duration.ofMillis(1);

    /** How long a frozen source waits for a target that says nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** When a target says no: at once, or when its machine lets it. */
    private static final Duration SOON = Duration.ofMillis(70);

    private static final Duration LATE = Duration.ofSeconds(2);

    /** What becomes of the target. */
    enum Fate {
        /** Takes the session. */
        LIVES,
        /** Is well, and says no to the final capsule after it has taken it in. */
        REFUSES,
        /** Falls silent before it has heard of the session. */
        VANISHES_BEFORE_ACCEPTED,
        /** Before the peer has checked it. */
        VANISHES_AFTER_ACCEPTED,
        /** Having said that the peer has checked it. */
        VANISHES_AFTER_TAKE_OVER,
        /** Having taken everything in, before it says so. */
        VANISHES_AFTER_FINAL,
        /** Its word that it is ready is lost with it. */
        VANISHES_AFTER_READY,
        /** Having been told to go: the one case in which nobody knows. */
        VANISHES_AFTER_GO
    }

    /** What a move needs of the world. */
    record World(
            SimNetwork network,
            SessionPorts ports,
            CertificateFingerprint certificate,
            SplittableRandom random) {}

    /** Whose session moves. */
    interface Traveller {
        String session();

        SimLeg leg();

        SimLeg.Member member();

        /** Learns of the address at the target. */
        void trickle(SimLeg at, SimLeg.Member there);

        /** Is there now. */
        void onArrived(SimLeg at, SimLeg.Member there);

        /** The move is over, wherever the session is. */
        void onEnded();
    }

    private final World world;
    private final SimNetwork network;
    private final Fate fate;
    private final boolean isBroken;
    private final Traveller person;
    private final SimLeg source;
    private final SimLeg target;
    private final SimLeg.Member leaving;
    private final RoomDeparture departure;
    private SimLeg.Member arriving;
    private RoomArrival arrival;

    /**
     * @param isBroken a target that vanishes is missed at once, as its streams break; else it
     *     hangs, and is missed when the source's patience ends
     */
    SimMove(World world, Traveller person, SimLeg target, Fate fate, boolean isBroken) {
        this.world = world;
        this.fate = fate;
        this.isBroken = isBroken;
        network = world.network();
        this.person = person;
        this.target = target;
        source = person.leg();
        leaving = person.member();
        arriving = leaving;
        assertThat(source.room.relays().needsTrunk(person.session())).isTrue();
        departure = new RoomDeparture(source.room, person.session(), source.trunk());
        var wants = new StateWriter();
        departure.exportWants(wants);
        arrival = new RoomArrival(target.room, null, List.of(), network.nowNanos());
        byte[] offer =
                Handover.export(
                                leaving.session,
                                Capsule.Kind.OFFER,
                                wants.toBytes(),
                                network.nowNanos())
                        .toBytes();
        network.after(
                CONTROL,
                () -> {
                    if (!vanishes(Fate.VANISHES_BEFORE_ACCEPTED)) {
                        accept(offer);
                    }
                });
    }

    /** At each step of the target: whether it does not get further. */
    private boolean vanishes(Fate when) {
        if (fate != when) {
            return false;
        }
        target.node.crash();
        if (isBroken) {
            // Trunk and hand-over are two streams of one connection: either may be heard first.
            boolean isTrunkFirst = world.random().nextBoolean();
            Runnable trunkEnd =
                    () -> source.room.relays().close(source.trunk(), network.nowNanos());
            network.after(isTrunkFirst ? CONTROL : CONTROL.multipliedBy(2), trunkEnd);
            network.after(isTrunkFirst ? CONTROL.multipliedBy(2) : CONTROL, this::onTargetLost);
        } else {
            network.after(PATIENCE, this::onTargetLost);
        }
        return true;
    }

    private void onTargetLost() {
        if (fate == Fate.VANISHES_AFTER_GO) {
            Handover.letGo(leaving.session);
            departure.release(network.nowNanos());
            source.leave(leaving);
            person.onEnded();
        } else if (leaving.session.mode() == SessionMode.FROZEN) {
            thaw();
        } else {
            person.onEnded();
        }
    }

    private void accept(byte[] offer) {
        try {
            Capsule capsule = Capsule.read(offer);
            var wants = RoomArrival.readWants(new StateReader(capsule.roomPart()));
            RoomTrunk trunk = target.trunk(wants.trunkId());
            assertThat(trunk).isSameAs(target.trunk());
            for (RoomArrival.Want want : wants.producers()) {
                if (target.room.relays().place(want.producerId()) == RoomRelays.Place.ABSENT) {
                    assertThat(want.isAtSource()).isTrue();
                    SimLeg.pull(
                            target, source, want.producerId(), want.layers(), network.nowNanos());
                }
            }
            int socket = target.newSocket();
            PeerSession session =
                    Handover.accept(
                            capsule,
                            new SessionConfig(List.of(socket), world.certificate()),
                            world.ports(),
                            network.nowNanos());
            arriving = target.add(person.session(), socket, session);
            arriving.onTakeOver =
                    () -> {
                        network.after(CONTROL, this::freeze);
                        network.after(CONTROL, () -> vanishes(Fate.VANISHES_AFTER_TAKE_OVER));
                    };
            arrival = new RoomArrival(target.room, trunk, wants.producers(), network.nowNanos());
            vanishes(Fate.VANISHES_AFTER_ACCEPTED);
            network.after(Duration.ofMillis(20), () -> person.trickle(target, arriving));
        } catch (CapsuleException | CorruptStateException e) {
            throw new AssertionError(e);
        }
    }

    private void freeze() {
        source.flush();
        long now = network.nowNanos();
        Handover.freeze(leaving.session);
        departure.freeze(now);
        var part = new StateWriter();
        departure.exportSession(part, now);
        var moved = new StateWriter();
        departure.exportMoved(moved);
        var both = new StateWriter().bytes(part.toBytes()).bytes(moved.toBytes());
        byte[] last =
                Handover.export(leaving.session, Capsule.Kind.FINAL, both.toBytes(), now).toBytes();
        if (fate != Fate.VANISHES_AFTER_TAKE_OVER) {
            network.after(CONTROL, () -> prepare(last));
        }
        tunnel();
    }

    private void thaw() {
        Handover.thaw(leaving.session);
        departure.thaw(network.nowNanos());
        Handover.takeKept(leaving.session);
        source.room.onTransportChanged(person.session(), network.nowNanos());
        person.onEnded();
    }

    private void prepare(byte[] last) {
        try {
            Capsule capsule = Capsule.read(last);
            Handover.prepare(arriving.session, capsule, network.nowNanos());
            var in = new StateReader(capsule.roomPart());
            byte[] part = in.bytes(1 << 20);
            byte[] moved = in.bytes(1 << 20);
            arrival.prepare(new StateReader(part), new StateReader(moved));
            if (fate == Fate.REFUSES) {
                // Some words of the peer are kept there by then, which the source has as well.
                boolean isSlow = world.random().nextBoolean();
                network.after(isSlow ? LATE : SOON, this::forget);
            } else if (!vanishes(Fate.VANISHES_AFTER_FINAL)
                    && !vanishes(Fate.VANISHES_AFTER_READY)) {
                // Ready, and Go.
                network.after(CONTROL.multipliedBy(2), this::activate);
            }
        } catch (CapsuleException | CorruptStateException e) {
            throw new AssertionError(e);
        }
    }

    private void forget() {
        arrival.forget();
        target.leave(arriving);
        network.after(CONTROL, this::thaw);
    }

    private void activate() {
        try {
            long now = network.nowNanos();
            Handover.activate(arriving.session);
            target.enter(arriving, now);
            arrival.activate(person.session(), now);
            arrival.catchUp(now);
            Handover.takeKept(arriving.session);
            target.room.onTransportChanged(person.session(), now);
            person.onArrived(target, arriving);
            if (!vanishes(Fate.VANISHES_AFTER_GO)) {
                network.after(CONTROL, this::release);
            }
        } catch (CorruptStateException e) {
            throw new AssertionError(e);
        }
    }

    private void release() {
        Handover.letGo(leaving.session);
        departure.release(network.nowNanos());
        person.onEnded();
        network.after(Duration.ofSeconds(5), () -> source.leave(leaving));
    }

    private void tunnel() {
        for (LateDatagram late = Handover.pollLate(leaving.session);
                late != null;
                late = Handover.pollLate(leaving.session)) {
            LateDatagram datagram = late;
            network.after(CONTROL, () -> Handover.deliverLate(arriving.session, datagram));
        }
        if (leaving.session.mode() == SessionMode.FROZEN) {
            network.after(CONTROL, this::tunnel);
        }
    }
}
