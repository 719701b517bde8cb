using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmsBridge.CommandLine;
using SmsBridge.Gateways;
using SmsBridge.Simulator.Core;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary>What a verb left behind.</summary>
internal sealed record CliResult(int ExitCode, string Out, string Error)
{
    /// <summary>Fails when stdout is not one JSON document.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement.Clone();

    public string All => Out + Error;
}

/// <summary>Runs verbs in this process, each in a container of its own, as a new process would; with a fake provider and no service unless told.</summary>
internal sealed class Cli : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-cli-");
    private readonly TestDatabase _own;

    private Cli(StandInCore core)
    {
        Core = core;
        _own = new TestDatabase(Path.Combine(Folder, "smsbridge.db"));
        Settings["Core:AllowThisMachine"] = "true"; // stand-in cores are on any port
    }

    public StandInCore Core { get; }

    public TestClock Clock { get; private init; } = new();

    public FakeSmsGateway Gateway { get; private init; } = new(new TestClock());

    /// <summary>Where the path test's requests go; null: nowhere.</summary>
    public Func<HttpMessageHandler>? PathHandler { get; init; }

    public string DatabaseFile { get; private init; } = "";

    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    public string Folder => _folder.FullName;

    /// <summary>On a folder of its own, no service running; the core knows <see cref="Some.Tenant"/>.</summary>
    public static async Task<Cli> AloneAsync(CancellationToken cancellationToken)
    {
        var core = await StandInCore.StartAsync(new StandInCoreOptions(), cancellationToken);
        core.AddTenant(Some.Tenant, Administrator);
        var cli = new Cli(core);
        cli.Settings["Storage:Provider"] = TestDatabase.Provider;
        cli.Settings["Storage:ConnectionString"] = cli._own.ConnectionString;
        return cli;
    }

    /// <summary>Beside the service of a test application: the same database, settings, clock and provider.</summary>
    /// <param name="path">Where the public URL leads, if not to that service.</param>
    public static async Task<Cli> BesideAsync(SmsBridgeApp app, CancellationToken cancellationToken, Func<HttpMessageHandler>? path = null)
    {
        using var start = app.CreateClient();
        var core = await StandInCore.StartAsync(new StandInCoreOptions { HookHandler = app.Server.CreateHandler }, cancellationToken);
        core.AddTenant(Some.Tenant, Administrator);
        var cli = new Cli(core) { Clock = app.Clock, Gateway = app.Gateway, PathHandler = path ?? app.Server.CreateHandler };
        cli.Settings["Storage:Provider"] = TestDatabase.Provider;
        cli.Settings["Storage:ConnectionString"] = app.ConnectionString;
        foreach (var (name, value) in app.Services.GetRequiredService<IConfiguration>().AsEnumerable().Where(IsJudgedBy))
        {
            cli.Settings[name] = value;
        }

        return cli;
    }

    private static bool IsJudgedBy(KeyValuePair<string, string?> setting) =>
        setting.Value is not null && ServiceSettings.Judged.Contains(setting.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase);

    public static StandInUser Administrator { get; } = new(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["ALL_FUNCTIONS"] };

    public Task<CliResult> RunAsync(params string[] arguments) => RunAsync(input: "", arguments);

    public async Task<CliResult> RunAsync(string input, string[] arguments, int? width = null)
    {
        using var inReader = new StringReader(input);
        await using var outWriter = new StringWriter();
        await using var errorWriter = new StringWriter();
        var console = width is { } columns
            ? new VerbConsole(inReader, outWriter, errorWriter) { Width = columns }
            : new VerbConsole(inReader, outWriter, errorWriter);
        var exitCode = await VerbRun.RunAsync(arguments, console, Build);
        return new CliResult(exitCode, outWriter.ToString(), errorWriter.ToString());
    }

    /// <summary>Adds the usual tenant with a service user at the core.</summary>
    public Task<CliResult> AddAsync(params string[] more) => AddAsync(Some.Tenant, more);

    public async Task<CliResult> AddAsync(string tenant, string[] more)
    {
        var password = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(password, SmsBridgeApp.Password + "\n");
        return await RunAsync(Some.AuthToken + "\n",
        [
            "tenant", "add", tenant, "--provider", "twilio", "--account", Some.AccountSid, "--sender", Some.Sender, "--token", "-",
            "--endpoint", Core.BaseUrl, "--core-user", SmsBridgeApp.User, "--core-password-file", password, .. more,
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        await Core.DisposeAsync();
        _own.Dispose();
        _folder.Delete(recursive: true);
    }

    private Microsoft.AspNetCore.Builder.WebApplication Build()
    {
        var builder = Program.CreateBuilder([], forVerb: true);
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Services.RemoveAll<ISmsGateway>();
        builder.Services.AddSingleton<ISmsGateway>(Gateway);
        builder.Services.RemoveAll<TimeProvider>();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        if (PathHandler is { } handler)
        {
            builder.Services.AddHttpClient(PathTest.Client).ConfigurePrimaryHttpMessageHandler(handler);
        }

        return builder.Build();
    }
}
