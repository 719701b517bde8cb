using SmsBridge.Store.Sqlite;

namespace SmsBridge.Tests.Store;

/// <summary>Which volume a folder lies on, from texts as the system writes them.</summary>
public class VolumesTests
{
    private const string Table = """
        22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro
        23 22 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw
        90 22 0:48 /export /srv/shared rw,relatime shared:50 master:3 - nfs4 10.0.0.5:/export rw,vers=4.2
        91 90 259:3 / /srv/shared/local rw,relatime - xfs /dev/sdb1 rw
        92 22 0:50 / /mnt/office\040files rw - cifs //server/office rw,vers=3.1.1
        93 22 0:51 / /mnt/away rw,nosuid - fuse.sshfs anna@host:/ rw,user_id=0
        94 22 0:52 / /mnt/host rw - 9p C:\134 rw,trans=fd
        95 22 0:53 / /mnt/late rw - ext4 /dev/sdc1 rw
        96 95 0:54 / /mnt/late rw - nfs 10.0.0.5:/late rw
        97 22 0:55 / /mnt/ram rw - tmpfs tmpfs rw
        98 22 0:56 / /mnt/merged rw - fuse.mergerfs a:b rw
        99 22 0:57 / /mnt/short
        """;

    [Theory]
    [InlineData("/var/lib/smsbridge", null)]
    [InlineData("/srv/shared", "nfs4")]
    [InlineData("/srv/shared/data", "nfs4")]
    [InlineData("/srv/shared/local/data", null)]
    [InlineData("/srv/shared2/data", null)] // only begins like it
    [InlineData("/mnt/office files/data", "cifs")]
    [InlineData("/mnt/away/data", "fuse.sshfs")]
    [InlineData("/mnt/host/data", "9p")]
    [InlineData("/mnt/late/data", "nfs")] // mounted over the other
    [InlineData("/mnt/ram/data", null)]
    [InlineData("/mnt/merged/data", null)]
    public void A_shared_one_is_told_from_the_machines_own(string folder, string? kind) => Volumes.SharedKind(Table, folder).ShouldBe(kind);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("1 2 3 4 5 6 7 8 9 -")]
    public void What_can_not_be_read_says_nothing(string table) => Volumes.SharedKind(table, "/data").ShouldBeNull();
}
