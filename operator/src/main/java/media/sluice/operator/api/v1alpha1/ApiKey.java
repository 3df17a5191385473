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

/**
 * A key with which programs sign tokens and call the server API, kept in a Secret and replaced in
 * time.
 */
@JsonClassDescription(
        "A key with which programs sign tokens and call the server API, kept in a Secret and replaced in time.")
@Group("sluice.media")
@Version("v1alpha1")
@Plural("apikeys")
@ShortNames("akey")
@Categories("sluice")
@AdditionalPrinterColumn(name = "Cluster", jsonPath = ".spec.clusterRef")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Secret", jsonPath = ".status.secretName")
@AdditionalPrinterColumn(name = "Rotation", jsonPath = ".spec.rotation.interval")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Key", jsonPath = ".status.activeKeyId", priority = 1)
@AdditionalPrinterColumn(name = "Previous", jsonPath = ".status.previousKeyId", priority = 1)
@AdditionalPrinterColumn(name = "Until", jsonPath = ".status.previousValidUntil", priority = 1)
public final class ApiKey extends CustomResource<ApiKeySpec, ApiKeyStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected @Nullable ApiKeySpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable ApiKeyStatus initStatus() {
        return null;
    }
}
