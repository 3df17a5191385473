package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A set of like media nodes: where they run, how clients reach them, how many there are. */
@JsonClassDescription(
        "A set of like media nodes: where they run, how clients reach them, how many there are.")
@Group("sluice.media")
@Version("v1alpha1")
@Plural("medianodepools")
@ShortNames("mnp")
@Categories("sluice")
@ValidationRule(
        value =
                "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$') && self.metadata.name.size() <= 40",
        message =
                "choose a metadata.name of at most 40 lower-case letters, digits and -: nodes and pods are named after it")
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".spec.autoscaling.mode")
@AdditionalPrinterColumn(
        name = "Desired",
        jsonPath = ".status.desiredReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.readyReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Draining",
        jsonPath = ".status.drainingReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Load%",
        jsonPath = ".status.load.committedPercent",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Rooms",
        jsonPath = ".status.load.rooms",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Revision", jsonPath = ".status.revision")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Min",
        jsonPath = ".spec.autoscaling.minReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Max",
        jsonPath = ".spec.autoscaling.maxReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Cap/Node",
        jsonPath = ".status.load.capacityPerNode",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "LastScale",
        jsonPath = ".status.scaling.lastDecision.time",
        type = AdditionalPrinterColumn.Type.DATE,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.scaling.lastDecision.reason",
        priority = 1)
public final class MediaNodePool extends CustomResource<MediaNodePoolSpec, MediaNodePoolStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected @Nullable MediaNodePoolSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable MediaNodePoolStatus initStatus() {
        return null;
    }
}
