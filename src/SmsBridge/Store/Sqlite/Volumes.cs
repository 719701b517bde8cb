namespace SmsBridge.Store.Sqlite;

/// <summary>
/// Whether a folder lies on a volume that other machines share. There a lock may hold for one machine only, so that two bridges work on one database, and SQLite's log, which
/// is shared memory, does not work at all.
/// </summary>
internal static class Volumes
{
    private const string Table = "/proc/self/mountinfo";

    /// <summary>Those that are on another machine, or on the host of this one, whose locks may not be ours. See mount(8), and SQLite's "Use of WAL mode over a network filesystem".</summary>
    private static readonly HashSet<string> Shared = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "beegfs", "gpfs", "ocfs2", "gfs2", "orangefs", "9p", "virtiofs", "vboxsf",
        "vmhgfs", "prl_fs", "davfs", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.s3fs", "fuse.goofys", "fuse.gcsfuse", "fuse.blobfuse", "fuse.blobfuse2",
        "fuse.rclone", "fuse.juicefs", "fuse.davfs", "fuse.davfs2", "fuse.curlftpfs", "fuse.smbnetfs", "fuse.moosefs", "fuse.mfs", "fuse.seaweedfs", "fuse.grpcfuse", "fuse.osxfs",
        "fuse.vmhgfs-fuse", "fuse.prl_fsd",
    };

    /// <summary>Null: it is this machine's own, or the system does not say.</summary>
    public static string? SharedKindOf(string folder)
    {
        try
        {
            return OperatingSystem.IsLinux() ? SharedKind(File.ReadAllText(Table), folder) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // a hint, and nothing to fail for
        }
    }

    /// <param name="table">As in proc_pid_mountinfo(5): id, parent, device, root, mount point, options, optional fields, a dash, type, source, options.</param>
    internal static string? SharedKind(string table, string folder)
    {
        var (kind, length) = ("", -1);
        foreach (var line in table.Split('\n'))
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-", Math.Min(6, fields.Length));
            if (dash < 0 || dash + 1 >= fields.Length)
            {
                continue;
            }

            var point = Unescape(fields[4]);
            if (point.Length >= length && IsWithin(folder, point)) // of two at one point the later lies on top
            {
                (kind, length) = (fields[dash + 1], point.Length);
            }
        }

        return Shared.Contains(kind) ? kind : null;
    }

    private static bool IsWithin(string folder, string point) =>
        folder.StartsWith(point, StringComparison.Ordinal) && (point.EndsWith('/') || folder.Length == point.Length || folder[point.Length] == '/');

    /// <summary>Blank, tab, line feed and backslash are written as three octal digits.</summary>
    private static string Unescape(string field) =>
        field.Contains('\\', StringComparison.Ordinal)
            ? field.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal).Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal)
            : field;
}
