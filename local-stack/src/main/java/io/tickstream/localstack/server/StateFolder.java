package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import io.tickstream.localstack.process.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Everything that the stack keeps on disk: data, configuration, logs, pid files and passwords.
 *
 * @param root the folder, absolute
 */
public record StateFolder(Path root) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 24;

    /** Makes the path absolute. */
    public StateFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** Whether something was ever kept here. */
    public boolean exists() {
        return Files.exists(root.resolve("run"));
    }

    /** Whether a server keeps something here that depends on how many nodes there are. */
    boolean holdsData() {
        return Files.exists(root.resolve("kafka")) || Files.exists(root.resolve("cassandra"));
    }

    /** Whether more than one node of Kafka or Cassandra keeps something here. */
    boolean holdsDataOfSeveralNodes() {
        return Files.exists(root.resolve("kafka-2")) || Files.exists(root.resolve("cassandra-2"));
    }

    /** Creates the folder and those that every command needs; others may not look inside. */
    public void create() throws IOException {
        if (!Files.exists(root)) {
            Files.createDirectories(root, asFileAttribute(fromString("rwx------")));
        }
        folder("run");
        folder("logs");
    }

    /** A folder inside, created if need be. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    /** The logs of all servers. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** What the stand-in has served, if it was started with a ledger. */
    public Path servedLedger() {
        return root.resolve("company-api").resolve("served.jsonl");
    }

    /** The processes of this stack. */
    public RunFolder processes() {
        return new RunFolder(root.resolve("run"), logs());
    }

    /** The settings that the stack was started with. */
    Path settingsFile() {
        return root.resolve("stack.json");
    }

    /** What was measured when the stack was started. */
    Path startFiguresFile() {
        return root.resolve("started.json");
    }

    /** The password of a Cassandra role; generated on first use, readable by the owner only. */
    public String password(Role role) throws IOException {
        return password(role.label());
    }

    /** The password of a Kafka user; generated on first use, readable by the owner only. */
    public String password(KafkaUser user) throws IOException {
        return password(user.label());
    }

    /** The password of this label; generated on first use, readable by the owner only. */
    String password(String label) throws IOException {
        Path file = passwordFile(label);
        try {
            return Files.readString(file, UTF_8).strip();
        } catch (NoSuchFileException e) {
            byte[] bytes = new byte[PASSWORD_BYTES];
            RANDOM.nextBytes(bytes);
            String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            writeSecret(file, password + "\n");
            return password;
        }
    }

    /** Whether the role's password was generated before. */
    boolean hasPassword(Role role) {
        return Files.exists(passwordFile(role.label()));
    }

    /** Writes a file that only the owner may read, from its first byte on. */
    static void writeSecret(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent(), asFileAttribute(fromString("rwx------")));
        Files.deleteIfExists(file);
        Files.createFile(file, asFileAttribute(fromString("rw-------")));
        Files.writeString(file, content, UTF_8);
    }

    /** Where the password of this label is kept. */
    Path passwordFile(String label) {
        return root.resolve("secrets").resolve(label + ".password");
    }
}
