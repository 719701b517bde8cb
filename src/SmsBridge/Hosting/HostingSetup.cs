using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Settings.Configuration;
using Serilog.Sinks.SystemConsole.Themes;
using SmsBridge.Hosting.Connections;
using SmsBridge.Hosting.Telemetry;
using SmsBridge.Messages;
using SmsBridge.Partners.Notices;
using SmsBridge.Relay;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Web;

namespace SmsBridge.Hosting;

/// <summary>What every feature stands on: logging, time, problem answers, health, a graceful stop.</summary>
internal static partial class HostingSetup
{
    private const long LargestBody = 1024 * 1024;

    /// <summary>For settings that name no other: the search for what a name may mean reads every library's name at each start, to find these two.</summary>
    private static readonly ConfigurationReaderOptions OwnSinks = new(typeof(ConsoleLoggerConfigurationExtensions).Assembly, typeof(FileLoggerConfigurationExtensions).Assembly);

    private static readonly Lock Gate = new();

    /// <param name="forVerb">A command of the command line, not the service: it logs to stderr alone, and only what it can not tell itself.</param>
    public static void AddHosting(this WebApplicationBuilder builder, bool forVerb = false)
    {
        DefaultSettings.Complete(builder.Configuration);
        TidySettings.Apply(builder.Configuration);
        KnownSettings.Check(builder.Configuration);
        builder.Services.PostConfigure<TemplateOptions>(templates => EventNames.KeepOnly(templates.Texts, TemplateEvents.All));
        builder.Services.PostConfigure<RelayOptions>(relay => EventNames.KeepOnly(relay.Expiry, EventCatalogue.WithMessages));
        if (!forVerb)
        {
            PrivateFiles.MakeFolders(builder.Configuration); // before the log makes its own
        }

        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(forVerb ? CreateVerbLogger() : CreateLogger(builder.Configuration), dispose: true);
        builder.Services.AddSingleton<RequestLog>();
        builder.Services.AddBoundedConnections();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<ExceptionAnswers>();
        builder.Services.AddSingleton<StoreHealth>();
        builder.Services.AddOptions<BridgeOptions>()
            .BindConfiguration(BridgeOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .Validate(BridgeOptions.IsValid, "Bridge:PublicUrl must be an http(s) URL without query and without underscore in its host name (other letters than a to z composed and in plain form, or as xn--…), or empty.")
            .Validate(BridgeOptions.AreNetworks, "Bridge:TrustedProxies must be addresses or networks such as 10.0.0.7 or 10.0.0.0/8.")
            .ValidateOnStart();
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<BridgeOptions>>(TrustProxies);

        builder.Services.AddSingleton<IValidateOptions<RelayOptions>, LeaseOutlastsCalls>();
        builder.Services.PostConfigure<RelayOptions>(relay => KeepWithin(OpenFiles.SafeCalls(), relay));
        builder.Services.PostConfigure<NoticeOptions>(notices => notices.Concurrency = Math.Min(notices.Concurrency, OpenFiles.SafeCalls()));

        // The relay waits for what is in work; the host must wait a little longer than that.
        // By the configuration itself: the host asks while it is built, and what is wrong with the relay's settings is told with all that is wrong.
        builder.Services.AddOptions<HostOptions>().Configure<IConfiguration>((host, configuration) => host.ShutdownTimeout = TimeSpan.FromSeconds(5)
            + (TimeSpan.TryParse(configuration["Relay:DrainTimeout"], CultureInfo.InvariantCulture, out var drain) ? drain : new RelayOptions().DrainTimeout));
    }

    internal static void KeepWithin(int safeCalls, RelayOptions relay)
    {
        if (relay.Concurrency > safeCalls)
        {
            relay.TenantConcurrency = relay.TenantConcurrency < relay.Concurrency ? Math.Min(relay.TenantConcurrency, safeCalls - 1) : relay.TenantConcurrency;
            relay.Concurrency = safeCalls;
        }
    }

    public static void UseHosting(this WebApplication app)
    {
        foreach (var (name, near) in KnownSettings.NearMisses(app.Configuration))
        {
            app.Logger.VariableIsNotRead(name, near);
        }

        if (LeaseOutlastsCalls.WarningOf(app.Services) is { } words)
        {
            app.Logger.LeaseIsShort(words);
        }

        if (app.Services.GetRequiredService<IOptions<BridgeOptions>>().Value.PublicBase is { AbsolutePath.Length: > 1 } address)
        {
            app.UsePathBase(PathString.FromUriComponent(address.AbsolutePath.TrimEnd('/'))); // where the proxy does not strip it; where it does, nothing happens
        }

        app.UseMiddleware<HealthProbes>();
        app.UseForwardedHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions()); // of hooks
        app.UseRouting(); // here, so that hooks pass by everything below (ShortCircuit): each layer costs every hook a state machine
        ForgivenPaths.Use(app);
        app.UseSerilogRequestLogging(options =>
        {
            options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
            app.Services.GetRequiredService<RequestLog>().Configure(options);
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions()); // of all else, so that the request log sees what was answered
        app.UseStatusCodePages();
        app.Use(static (HttpContext context, RequestDelegate next) =>
        {
            FormBodies.Apart(context.Request);
            return next(context);
        });
    }

    /// <summary>
    /// Not the operator's sinks: the service holds its log file, and stdout belongs to the result. What our own features would warn of is the
    /// verb's result, told once.
    /// </summary>
    private static Serilog.Core.Logger CreateVerbLogger() =>
        new LoggerConfiguration()
            .MinimumLevel.Warning()
            .MinimumLevel.Override(nameof(SmsBridge), LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            .WriteTo.Console(
                outputTemplate: "{Level}: {Message:lj}{NewLine}", theme: ConsoleTheme.None, standardErrorFromLevel: LevelAlias.Minimum)
            .CreateLogger();

    internal static Serilog.Core.Logger CreateLogger(IConfiguration configuration)
    {
        lock (Gate) // the self-log is one for the process
        {
            var complaints = new System.Collections.Concurrent.ConcurrentQueue<string>();
            SelfLog.Enable(complaints.Enqueue);
            try
            {
                var logger = Create(configuration);
                if (complaints.Select(complaint => Unfound().Match(complaint)).FirstOrDefault(match => match.Success) is { } unfound)
                {
                    logger.Dispose();
                    throw new WrongSettingException($"Serilog: there is no {unfound.Groups["name"].Value}, or it does not take these Args. In the program are Console and File; another sink's library must lie beside it and stand in Serilog:Using.");
                }

                return logger;
            }
            finally
            {
                SelfLog.Disable();
            }
        }
    }

    private static Serilog.Core.Logger Create(IConfiguration configuration)
    {
        try
        {
            var sinks = HasOwnSinksOnly(configuration.GetSection("Serilog")) ? OwnSinks : new ConfigurationReaderOptions();
            return LogExport.AddTo(new LoggerConfiguration(), configuration)
                .ReadFrom.Configuration(configuration, sinks).Enrich.FromLogContext().Enrich.With<OneLineValues>().Enrich.With<WebhookTokenMask>().Filter.With<ExplainedFailures>().CreateLogger();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new WrongSettingException($"Serilog: {exception.Message}", exception);
        }
    }

    private static bool HasOwnSinksOnly(IConfigurationSection serilog) =>
        serilog.GetChildren().All(child => child.Key is "MinimumLevel" or "WriteTo")
        && serilog.GetSection("WriteTo").GetChildren().All(sink => (sink["Name"] ?? sink.Value) is "Console" or "File");

    private static void TrustProxies(ForwardedHeadersOptions forwarded, IOptions<BridgeOptions> bridge)
    {
        forwarded.ForwardedHeaders = bridge.Value.TrustedProxies.Count == 0
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = null; // from the right through every trusted proxy to the first other address, and never beyond
        forwarded.KnownProxies.Clear(); // loopback is trusted by default, and is where everybody behind a local proxy comes from
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in bridge.Value.ProxyNetworks)
        {
            forwarded.KnownIPNetworks.Add(network);
        }
    }

    /// <summary>What Serilog says of a sink or an enricher it does not find, and then goes on without it.</summary>
    [GeneratedRegex("Unable to find a method called (?<name>[^\\s.]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Unfound();
}
