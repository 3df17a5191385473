package media.sluice.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a MediaCluster should be. */
@ResourcePart
@ValidationRule(
        value =
                "!has(self.version) || !has(oldSelf.version) || !self.version.matches('^[0-9]+\\\\.[0-9]+\\\\.') || !oldSelf.version.matches('^[0-9]+\\\\.[0-9]+\\\\.') || (self.version.split('.')[0] == oldSelf.version.split('.')[0] && int(self.version.split('.')[1]) - int(oldSelf.version.split('.')[1]) <= 1 && int(oldSelf.version.split('.')[1]) - int(self.version.split('.')[1]) <= 1)",
        message =
                "go one minor version at a time: programs of one cluster speak to each other across one minor version only",
        fieldPath = ".version")
public record MediaClusterSpec(
        @JsonPropertyDescription(
                        "Version of Sluice to run, for example 0.1.0. Without it, the operator's own.")
                @Size(min = 1, max = 64)
                @VersionText
                @Nullable String version,
        @JsonPropertyDescription("The control plane: signaling, server API, rooms.") @Default("{}")
                @Nullable Coordinator coordinator,
        @JsonPropertyDescription("What holds for rooms of which nothing else is said.")
                @Default("{}")
                @Nullable RoomDefaults rooms,
        @JsonPropertyDescription(
                        "STUN and TURN servers that clients are told, for example stun:stun.example.com:3478. None is needed where clients reach the nodes.")
                @Size(max = 8)
                @ValidationRule(
                        value = "self.all(url, url.matches('^(stun|stuns|turn|turns):[^ /]+$'))",
                        message =
                                "write each server as stun:HOST:PORT, turn:HOST:PORT or turns:HOST:PORT, without //")
                @Nullable List<@Size(max = 255) String> iceServers,
        @JsonPropertyDescription("Certificates between coordinator, media nodes and operator.")
                @Default("{}")
                @Nullable Tls tls,
        @JsonPropertyDescription("Who may reach coordinator and media nodes inside Kubernetes.")
                @Default("{}")
                @Nullable NetworkPolicies networkPolicies) {}
