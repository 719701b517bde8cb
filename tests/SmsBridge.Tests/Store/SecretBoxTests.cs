using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Store;

namespace SmsBridge.Tests.Store;

public sealed class SecretBoxTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-keys-");

    [Fact]
    public void What_is_sealed_opens_for_its_own_purpose_only()
    {
        using var services = Services("data");
        var box = services.GetRequiredService<SecretBox>();

        var sealedToken = box.Seal("token", "tenant a provider token");

        sealedToken.ShouldNotContain("token");
        box.Open(sealedToken, "tenant a provider token").ShouldBe("token");
        box.Open(sealedToken, "tenant b provider token").ShouldBeNull();
        box.Open(sealedToken, "tenant a core token").ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64 at all!")]
    [InlineData("Q2ZESjg=")]
    public void What_was_never_sealed_does_not_open(string? stored)
    {
        using var services = Services("data");

        services.GetRequiredService<SecretBox>().Open(stored, "tenant a provider token").ShouldBeNull();
    }

    [Fact]
    public void With_the_key_ring_lost_nothing_opens_and_with_it_everything_does()
    {
        string sealedToken;
        using (var before = Services("data"))
        {
            sealedToken = before.GetRequiredService<SecretBox>().Seal("token", "p");
        }

        using var sameRing = Services("data");
        using var otherRing = Services("elsewhere");

        sameRing.GetRequiredService<SecretBox>().Open(sealedToken, "p").ShouldBe("token");
        otherRing.GetRequiredService<SecretBox>().Open(sealedToken, "p").ShouldBeNull();
    }

    [Fact]
    public void The_keys_lie_beside_the_database_where_nobody_else_can_read_them()
    {
        using var services = Services("data");
        services.GetRequiredService<SecretBox>().Seal("token", "p");

        var keys = new DirectoryInfo(Path.Combine(_folder.FullName, "data", "keys"));

        keys.EnumerateFiles("key-*.xml").ShouldNotBeEmpty();
        if (!OperatingSystem.IsWindows())
        {
            keys.UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ServiceProvider Services(string folder)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Storage:ConnectionString"] = $"Data Source={Path.Combine(_folder.FullName, folder, "smsbridge.db")}",
        }).Build());
        services.AddStorage();
        return services.BuildServiceProvider();
    }
}
