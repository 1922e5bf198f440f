package io.tickstream.compose;

import io.tickstream.compose.ComposeFile.Service;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What we demand of docker-compose.yml; each breach is one complaint. */
final class ComposeRules {
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+):\\d+");
    private static final Pattern SECRET_NAME = Pattern.compile(".*(PASSWORD|SECRET|TOKEN|JAAS).*");
    private static final Pattern FROM_DOT_ENV = Pattern.compile("\\$\\{[A-Z_]+:\\?[^}]*compose-env[^}]*}");
    private static final Pattern PINNED = Pattern.compile(".+:v?\\d+\\.\\d+\\.\\d+[a-z0-9.-]*");
    private static final Pattern MOUNT = Pattern.compile("([^:]+):([^:]+)(:ro)?");

    private final ComposeFile file;
    private final Map<String, Set<String>> settings;
    private final List<String> complaints = new ArrayList<>();

    private ComposeRules(ComposeFile file, Map<String, Set<String>> settings) {
        this.file = file;
        this.settings = settings;
    }

    static List<String> complaints(ComposeFile file, Map<String, Set<String>> settings) {
        ComposeRules rules = new ComposeRules(file, settings);
        for (Service service : file.services().values()) {
            rules.image(service);
            rules.ports(service);
            rules.secrets(service);
            rules.mounts(service);
            rules.dependencies(service);
            rules.running(service);
            rules.settings(service);
        }
        rules.portsOnce();
        rules.volumesUsed();
        return rules.complaints;
    }

    private void complain(Service service, String complaint) {
        complaints.add(service.name() + ": " + complaint);
    }

    private void image(Service service) {
        String image = service.image();
        if (!PINNED.matcher(image).matches()) {
            complain(service, "image %s is not pinned to a version".formatted(image));
        }
        Map<?, ?> build = service.section("build");
        if (image.startsWith("tickstream/")) {
            if (!image.contains(":" + Repository.version())) {
                complain(service, "image %s is not of version %s".formatted(image, Repository.version()));
            }
            String path = String.valueOf(build.get("dockerfile"));
            if (!".".equals(build.get("context"))
                    || !Files.isRegularFile(Repository.root().resolve(path))) {
                complain(service, "is ours and needs a build with context . and a file that exists, not " + build);
            }
        } else if (!image.matches("[a-z0-9.]+\\.[a-z]+/.+")) {
            complain(service, "image %s names no registry; other engines than Docker ask which".formatted(image));
        } else if (!build.isEmpty()) {
            complain(service, "is not ours and is not built");
        }
    }

    private void ports(Service service) {
        for (String port : service.list("ports")) {
            if (!PORT.matcher(port).matches()) {
                complain(service, "port %s is not on 127.0.0.1".formatted(port));
            }
        }
    }

    private void portsOnce() {
        Map<String, Service> taken = new HashMap<>();
        for (Service service : file.services().values()) {
            for (String port : service.list("ports")) {
                Matcher matcher = PORT.matcher(port);
                if (!matcher.matches()) {
                    continue;
                }
                Service other = taken.put(matcher.group(1), service);
                if (other != null && !alternatives(service, other)) {
                    complain(service, "port %s is also %s's".formatted(matcher.group(1), other.name()));
                }
            }
        }
    }

    private static boolean alternatives(Service one, Service other) {
        return Set.of("jvm", "native")
                .equals(new HashSet<>(Stream.concat(one.list("profiles").stream(), other.list("profiles").stream())
                        .toList()));
    }

    private void secrets(Service service) {
        service.environment().forEach((name, value) -> {
            boolean secret = SECRET_NAME.matcher(name).matches();
            if (secret && !FROM_DOT_ENV.matcher(value).matches()) {
                complain(service, name + " does not come from .env, or does not say how to make it");
            }
            if (!secret && value.matches("(?i).*(password|secret)\\s*=.*")) {
                complain(service, name + " holds a password");
            }
        });
    }

    private void mounts(Service service) {
        for (String mount : service.list("volumes")) {
            Matcher parts = MOUNT.matcher(mount);
            if (!parts.matches()) {
                complain(service, "volume %s is none that we understand".formatted(mount));
            } else if (parts.group(1).startsWith("./")) {
                if (!Files.exists(Repository.root().resolve(parts.group(1)))) {
                    complain(service, "mounts %s, which does not exist".formatted(parts.group(1)));
                }
                if (parts.group(3) == null) {
                    complain(service, "may write into %s".formatted(parts.group(1)));
                }
            } else if (!file.volumes().contains(parts.group(1))) {
                complain(service, "volume %s is not declared".formatted(parts.group(1)));
            }
        }
    }

    private void volumesUsed() {
        Set<String> unused = new HashSet<>(file.volumes());
        file.services().values().stream()
                .flatMap(service -> service.list("volumes").stream())
                .forEach(mount -> unused.remove(mount.split(":", 2)[0]));
        unused.forEach(name -> complaints.add("volume %s is nobody's".formatted(name)));
    }

    private void dependencies(Service service) {
        service.dependsOn().forEach((name, condition) -> {
            Service other = file.services().get(name);
            if (other == null || !other.list("profiles").isEmpty()) {
                complain(service, "waits for %s, which is not there in every profile".formatted(name));
                return;
            }
            switch (condition) {
                case "service_healthy" -> {
                    if (other.section("healthcheck").isEmpty()) {
                        complain(service, "waits for the health of %s, which has no check".formatted(name));
                    }
                }
                case "service_completed_successfully" -> {
                    if (!other.runsOnce()) {
                        complain(service, "waits for the end of %s, which is started again".formatted(name));
                    }
                }
                default -> complain(service, "waits for %s without a condition that means something".formatted(name));
            }
        });
    }

    private void running(Service service) {
        if (!service.runsOnce()) {
            if (!service.text("restart").equals("unless-stopped")) {
                complain(service, "is not started again");
            }
            if (service.section("healthcheck").isEmpty()) {
                complain(service, "has no health check");
            }
        }
        if (!service.text("init").equals("true")) {
            complain(service, "has no init");
        }
        if (!service.list("cap_drop").equals(List.of("ALL"))
                || !service.list("security_opt").contains("no-new-privileges:true")) {
            complain(service, "keeps privileges");
        }
        if (service.text("mem_limit").isEmpty()) {
            complain(service, "has no limit of memory");
        }
        if (!service.section("logging").toString().contains("max-size")) {
            complain(service, "has no limit of its log");
        }
        if (service.yaml().containsKey("privileged") || service.yaml().containsKey("network_mode")) {
            complain(service, "reaches out of its container");
        }
    }

    private void settings(Service service) {
        settings.forEach((program, known) -> {
            if (service.name().startsWith(program)) {
                for (String name : service.environment().keySet()) {
                    if (!known.contains(name)) {
                        complain(service, "the %s knows no setting %s".formatted(program, name));
                    }
                }
            }
        });
    }
}
