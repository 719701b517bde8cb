using Microsoft.Extensions.Configuration;
using SmsBridge.Hosting;

namespace SmsBridge.Tests.Hosting;

/// <summary>The database holds clients' numbers, the first log the code that makes an admin.</summary>
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Folders_and_log_files_are_made_for_their_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        var configuration = Configuration();

        PrivateFiles.MakeFolders(configuration);
        using (var logger = HostingSetup.CreateLogger(configuration))
        {
            logger.Warning("A line");
        }

        ModeOf("data").ShouldBe(Owner | UnixFileMode.UserExecute);
        ModeOf("logs").ShouldBe(Owner | UnixFileMode.UserExecute);
        var file = Directory.GetFiles(Path.Combine(_folder.FullName, "logs")).ShouldHaveSingleItem();
        ModeOf(file).ShouldBe(Owner);
    }

    [Fact]
    public void A_folder_that_is_there_keeps_its_rights()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        var shared = Owner | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "logs"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_folder.FullName, "logs"), shared);
        }

        PrivateFiles.MakeFolders(Configuration());

        ModeOf("logs").ShouldBe(shared);
    }

    [Fact]
    public void What_is_no_connection_string_is_left_to_the_check_of_the_settings() =>
        Should.NotThrow(() => PrivateFiles.MakeFolders(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Storage:ConnectionString"] = "no connection string" }).Build()));

    /// <summary>As delivered, with the files elsewhere.</summary>
    private IConfigurationRoot Configuration() =>
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Serilog:WriteTo:0:Args:standardErrorFromLevel"] = "Verbose",
                ["Serilog:WriteTo:1:Args:path"] = Path.Combine(_folder.FullName, "logs", "smsbridge-.log"),
                ["Storage:ConnectionString"] = $"Data Source={Path.Combine(_folder.FullName, "data", "smsbridge.db")}",
            })
            .Build();

    private UnixFileMode ModeOf(string name) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path.Combine(_folder.FullName, name));
}
