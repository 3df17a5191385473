package media.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
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

    /** What a move needs of the world. */
    record World(SimNetwork network, SessionPorts ports, CertificateFingerprint certificate) {}

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
    private final boolean isTargetDead;
    private final Traveller person;
    private final SimLeg source;
    private final SimLeg target;
    private final SimLeg.Member leaving;
    private final RoomDeparture departure;
    private SimLeg.Member arriving;
    private RoomArrival arrival;

    SimMove(World world, Traveller person, SimLeg target, boolean isTargetDead) {
        this.world = world;
        this.isTargetDead = isTargetDead;
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
        // A target that dies has not answered a single check: the client stays.
        network.after(CONTROL, isTargetDead ? this::freeze : () -> accept(offer));
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
            arriving.onTakeOver = () -> network.after(CONTROL, this::freeze);
            arrival = new RoomArrival(target.room, trunk, wants.producers(), network.nowNanos());
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
        if (isTargetDead) {
            network.after(Duration.ofMillis(70), this::thaw);
        } else {
            network.after(CONTROL, () -> activate(last));
            tunnel();
        }
    }

    private void thaw() {
        Handover.thaw(leaving.session);
        departure.thaw(network.nowNanos());
        Handover.takeKept(leaving.session);
        source.room.onTransportChanged(person.session(), network.nowNanos());
        person.onEnded();
    }

    private void activate(byte[] last) {
        try {
            long now = network.nowNanos();
            Capsule capsule = Capsule.read(last);
            Handover.activate(arriving.session, capsule, now);
            target.enter(arriving, now);
            var in = new StateReader(capsule.roomPart());
            byte[] part = in.bytes(1 << 20);
            byte[] moved = in.bytes(1 << 20);
            arrival.activate(person.session(), new StateReader(part), new StateReader(moved), now);
            arrival.catchUp(now);
            Handover.takeKept(arriving.session);
            target.room.onTransportChanged(person.session(), now);
            person.onArrived(target, arriving);
            network.after(CONTROL, this::release);
        } catch (CapsuleException | CorruptStateException e) {
            throw new AssertionError(e);
        }
    }

    private void release() {
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
