package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** Capacity that is ready at a known time: for so many subscribers, or so much media. */
@JsonClassDescription(
        "Capacity that is ready at a known time: for so many subscribers, or so much media.")
@Group("sluice.media")
@Version("v1alpha1")
@Plural("capacityreservations")
@ShortNames("cres")
@Categories("sluice")
@AdditionalPrinterColumn(name = "Cluster", jsonPath = ".spec.clusterRef")
@AdditionalPrinterColumn(
        name = "Subscribers",
        jsonPath = ".spec.subscribers",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Active",
        jsonPath = ".status.active",
        type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
        name = "Covered%",
        jsonPath = ".status.coveredPercent",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Next", jsonPath = ".status.nextStart")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Bit/s",
        jsonPath = ".spec.egressBitsPerSecond",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Held",
        jsonPath = ".status.nodesHeld",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
public final class CapacityReservation
        extends CustomResource<CapacityReservationSpec, CapacityReservationStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected @Nullable CapacityReservationSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable CapacityReservationStatus initStatus() {
        return null;
    }
}
