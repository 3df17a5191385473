package media.sluice.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import media.sluice.operator.api.v1alpha1.CapacityReservation;
import media.sluice.operator.api.v1alpha1.CapacityReservationStatus;
import media.sluice.operator.api.v1alpha1.MediaNodePool;
import media.sluice.operator.demand.Pools;
import org.junit.jupiter.api.Test;

final class ReservationStatusTest {
    private static final Instant START = Instant.parse("2027-01-14T16:30:00Z");

    private static CapacityReservation reservation(String when) {
        var made =
                Pools.read(
                        "spec: {clusterRef: main, egressBitsPerSecond: 2500000000, " + when + "}",
                        CapacityReservation.class);
        made.setMetadata(new ObjectMetaBuilder().withName("keynote").withGeneration(3L).build());
        return made;
    }

    private static CapacityReservation once() {
        return reservation("startTime: '2027-01-14T16:30:00Z', endTime: '2027-01-14T17:30:00Z'");
    }

    private static MediaNodePool pool(int ready, String mode) {
        return Pools.pool(
                "main",
                Map.of(),
                """
                spec: {clusterRef: main, autoscaling: {mode: %s}}
                status:
                  readyReplicas: %d
                  load: {capacityPerNode: 1000000000, provisionSecondsP95: 60}
                """
                        .formatted(mode, ready));
    }

    private static String reason(CapacityReservationStatus status, String type) {
        return Objects.requireNonNull(status.conditions()).stream()
                .filter(one -> one.getType().equals(type) && one.getStatus().equals("True"))
                .map(Condition::getReason)
                .findFirst()
                .orElse("");
    }

    @Test
    void waitsForItsTime() {
        var status =
                ReservationStatus.of(once(), List.of(pool(2, "Operator")), START.minusSeconds(61));

        assertThat(status.active()).isFalse();
        assertThat(status.nodesHeld()).isZero();
        assertThat(status.coveredPercent()).isNull();
        assertThat(status.nextStart()).isEqualTo("2027-01-14T16:30:00Z");
        assertThat(status.observedGeneration()).isEqualTo(3);
        assertThat(reason(status, "Ready")).isEqualTo("Scheduled");
    }

    @Test
    void saysHowMuchIsThere() {
        var starting =
                ReservationStatus.of(once(), List.of(pool(2, "Operator")), START.minusSeconds(60));
        assertThat(starting.active()).isTrue();
        assertThat(starting.coveredPercent()).isEqualTo(80);
        assertThat(starting.nodesHeld()).isEqualTo(2);
        assertThat(reason(starting, "Reconciling")).isEqualTo("Starting");

        var held = ReservationStatus.of(once(), List.of(pool(5, "Operator")), START);
        assertThat(held.coveredPercent()).isEqualTo(100);
        assertThat(held.nodesHeld()).as("no more than it takes").isEqualTo(3);
        assertThat(held.nextStart()).isNull();
        assertThat(reason(held, "Ready")).isEqualTo("Held");
    }

    @Test
    void saysWhatToDoWhenNobodyCanHoldIt() {
        var without = ReservationStatus.of(once(), List.of(), START);
        assertThat(reason(without, "Stalled")).isEqualTo("NoPool");

        var fixed = ReservationStatus.of(once(), List.of(pool(1, "Manual")), START);
        assertThat(reason(fixed, "Stalled")).isEqualTo("NoPoolGrows");
        assertThat(fixed.conditions())
                .extracting(Condition::getMessage)
                .anyMatch(text -> text.contains("40 %") && text.contains("raise replicas"));
    }

    @Test
    void isOverOrComesAgain() {
        var over =
                ReservationStatus.of(
                        once(), List.of(pool(9, "Operator")), START.plusSeconds(3_600));
        assertThat(over.active()).isFalse();
        assertThat(over.nextStart()).isNull();
        assertThat(reason(over, "Ready")).isEqualTo("Over");

        var daily = reservation("schedule: {cron: '30 16 * * *', duration: 1h, timezone: UTC}");
        var open = ReservationStatus.of(daily, List.of(pool(9, "Operator")), START.plusSeconds(9));
        assertThat(open.active()).isTrue();
        assertThat(open.nextStart()).isEqualTo("2027-01-15T16:30:00Z");
    }

    @Test
    void namesTheClusterThatIsMissing() {
        var status = ReservationStatus.withoutCluster(once(), START);

        assertThat(reason(status, "Reconciling")).isEqualTo("ClusterMissing");
    }
}
