using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serilog;
using SmsBridge.Gateways;
using SmsBridge.Hosting;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>After a whole life, told at Debug: no secret in any byte of the store nor in any line of the log.</summary>
public sealed class SecretsTests : IAsyncLifetime
{
    private const string CorePassword = "core-p4ssword&+";
    private const string SecondToken = "fedcba9876543210fedcba9876543210";

    private readonly SmsBridgeApp _app = new();
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal) { Some.AuthToken, SecondToken, CorePassword, SmsBridgeApp.Password };

    private string LogFile => Path.Combine(Path.GetDirectoryName(_app.DatabaseFile)!, "everything.log");

    public async ValueTask InitializeAsync()
    {
        _app.Replacements.Add(services => services.AddSerilog(HostingSetup.CreateLogger(Talkative()), dispose: true));
        await _app.InitializeAsync();
        _app.UseKestrel(0); // its own lines and scopes too
        _app.StartServer();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [FileOnly]
    [Fact]
    public async Task No_secret_is_in_the_store_or_in_the_log_after_a_whole_life()
    {
        var life = Life.Unborn(_app);
        await LiveAsync(life);
        var tenants = _app.Services.GetRequiredService<TenantDirectory>();
        tenants.Find(life.Name).ShouldNotBeNull(); // its secrets are in use as this is looked at

        var folder = Path.GetDirectoryName(_app.DatabaseFile)!;
        var store = Directory.EnumerateFiles(folder, "smsbridge.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).ToDictionary(file => Path.GetFileName(file), ReadShared, StringComparer.Ordinal);
        store.ContainsKey("smsbridge.db-wal").ShouldBeTrue();
        var log = Encoding.UTF8.GetString(ReadShared(LogFile));

        log.ShouldContain("\"Level\":\"Debug\"");
        log.ShouldContain("Request starting"); // the lines that hold whole URLs are there
        log.ShouldContain("/modules/sms/k/");
        foreach (var secret in _secrets)
        {
            log.ShouldNotContain(secret, customMessage: "A secret is in the log.");
            foreach (var (file, bytes) in store)
            {
                bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1, $"A secret is in {file}.");
            }
        }
    }

    /// <summary>The settings of the product with a file that tells everything; not over the factory, which breaks lists of settings.</summary>
    private IConfiguration Talkative() => new ConfigurationBuilder()
        .AddInMemoryCollection(
        [
            new("Serilog:MinimumLevel", "Verbose"), new("Serilog:WriteTo:0:Name", "File"), new("Serilog:WriteTo:0:Args:path", LogFile),
            new("Serilog:WriteTo:0:Args:formatter", "Serilog.Formatting.Json.JsonFormatter"),
        ])
        .Build();

    private async Task LiveAsync(Life life)
    {
        life.Books.AddUser(new StandInUser("svc", CorePassword));
        Keep(_app.Registration(life.Name)["mifosToken"], Convert.ToBase64String(Encoding.UTF8.GetBytes($"svc:{CorePassword}")));
        (await life.SendRegistrationAsync(("mifosToken", Keep(Convert.ToBase64String("mifos:a-wrong-guess"u8))))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        Keep(life.Key);
        _app.Clock.Advance(TimeSpan.FromSeconds(61));
        (await life.RegisterAsync(("smsProviderToken", SecondToken))).Status.ShouldBe(HttpStatusCode.Created);
        Keep(life.Key);
        await life.RotateAsync();
        Keep(life.Key);
        (await life.PatchAsync($$"""{"coreUsername":"svc","corePassword":"{{CorePassword}}"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await life.PatchAsync($$"""{"corePassword":"{{Keep("not-the-password")}}"}""")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await life.PatchAsync($$"""{"smsProviderToken":"{{Keep("broken-json-token")}}" """)).Status.ShouldBe(HttpStatusCode.BadRequest);

        await PostByUrlAsync(life, Keep(await life.NewWebhookTokenAsync()), HttpStatusCode.OK);
        await PostByUrlAsync(life, Keep(new string('w', 43)), HttpStatusCode.Unauthorized);
        (await life.OpensAsync(Keep(new string('x', 43)))).ShouldBeFalse();
        await SendAndFailAsync(life);
    }

    private async Task SendAndFailAsync(Life life)
    {
        await life.RepayAsync();
        await _app.DrainAsync();
        _app.Gateway.Next(new SendResult.Rejected(FailureClass.Credentials, "20003", "Authenticate"));
        await life.RepayAsync();
        await _app.DrainAsync();
        life.Tenant.Pause.ShouldNotBeNull();
        await _app.Services.GetRequiredService<TenantAdmin>().VerifyAsync(life.Tenant, TestContext.Current.CancellationToken);
        life.Books.AddUser(new StandInUser("svc", "changed"));
        await life.RepayAsync();
        await _app.DrainAsync();
        life.Tenant.Pause.ShouldNotBeNull();
        await _app.Services.GetRequiredService<KeyUsage>().SaveAsync();
    }

    /// <summary>Every way a token's URL may be written, also those that lead nowhere.</summary>
    private async Task PostByUrlAsync(Life life, string token, HttpStatusCode expected)
    {
        using var client = _app.CreateClient();
        foreach (var url in (string[])[$"modules/sms/k/{token}/", $"Modules/SMS/K/{token}", $"modules/sms/%6b/{token}?x={token[..3]}", $"modules/sms/k/{token}/more", $"modules//sms/k/{token}", $"k/{token}"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("{}") };
            request.Headers.Add("Fineract-Platform-TenantId", life.Name);
            request.Headers.Add("X-Fineract-Entity", "CENTER");
            request.Headers.Add("X-Fineract-Action", "ACTIVATE");
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBeOneOf(expected, HttpStatusCode.NotFound);
        }
    }

    private string Keep(params ReadOnlySpan<string> secrets)
    {
        foreach (var secret in secrets)
        {
            _secrets.Add(secret);
        }

        return secrets[^1];
    }

    /// <summary>The running bridge has it open.</summary>
    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
