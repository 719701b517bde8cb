using System.Diagnostics;

namespace SmsBridge.Tests.Stress;

/// <summary>A file system of a few megabytes, which can really be full or read-only. Needs the right to mount; tests are skipped without it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _place;
    private readonly string? _image;

    private SmallDisk(DirectoryInfo place, string? image) => (_place, _image) = (place, image);

    /// <summary>A folder on it.</summary>
    public string Folder => Path.Combine(_place.FullName, "disk", "bridge");

    private string MountPoint => Path.Combine(_place.FullName, "disk");

    private string Ballast => Path.Combine(MountPoint, "ballast");

    /// <param name="kind"><c>tmpfs</c> (in memory) or <c>ext4</c> (in a file).</param>
    public static SmallDisk MountOrSkip(string kind, int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Small disks are mounted on Linux only.");
        var place = Directory.CreateTempSubdirectory("smsbridge-disk-");
        Directory.CreateDirectory(Path.Combine(place.FullName, "disk"));
        var disk = new SmallDisk(place, kind == "tmpfs" ? null : Path.Combine(place.FullName, "image"));
        if (disk.Mount(kind, megabytes) is { } why)
        {
            place.Delete(recursive: true);
            Assert.Skip($"No {kind} of {megabytes} MB can be mounted here: {why}");
        }

        Directory.CreateDirectory(disk.Folder);
        return disk;
    }

    /// <summary>Fills it up to the last byte.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        foreach (var size in (int[])[65_536, 4_096, 512, 1])
        {
            try
            {
                while (true)
                {
                    ballast.Write(new byte[size]);
                    ballast.Flush(flushToDisk: true);
                }
            }
            catch (IOException)
            {
                // Not another piece of this size.
            }
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", MountPoint).ShouldBeNull();

    public void Dispose()
    {
        Run("umount", MountPoint).ShouldBeNull();
        _place.Delete(recursive: true);
    }

    private string? Mount(string kind, int megabytes)
    {
        if (_image is null)
        {
            return Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", MountPoint);
        }

        using (var image = File.Create(_image))
        {
            image.SetLength(megabytes * 1024L * 1024);
        }

        return Run($"mkfs.{kind}", "-q", _image) ?? Run("mount", "-o", "loop", _image, MountPoint);
    }

    /// <returns>Null when it worked, else what it said.</returns>
    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            var said = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : said.Length > 0 ? said : $"{program} ended with {process.ExitCode}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
