using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.Hosting;

/// <summary>Runs the service; what an operator did wrong ends it with one clear line instead of a stack trace.</summary>
internal static class BridgeRun
{
    /// <summary>sysexits.h EX_CONFIG, so that a supervisor can tell a wrong setting from a crash.</summary>
    private const int ConfigurationError = 78;

    /// <summary>sysexits.h EX_TEMPFAIL: another start may go well.</summary>
    private const int TryAgain = 75;

    /// <summary>sysexits.h EX_SOFTWARE.</summary>
    private const int SoftwareError = 70;

    /// <param name="build">In here too, because some settings are read while the application is put together.</param>
    /// <param name="map">Adds the routes; the store is opened meanwhile.</param>
    /// <returns>The exit code: 0; 78 for a wrong setting; 75 for what may be over with the next start; 70 when a worker failed, which ends the service, so that a supervisor starts it again.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build, Action<WebApplication> map)
    {
        try
        {
            var app = build();
            await using var end = new Ending(app);
            app.Services.GetService<IStartupValidator>()?.Validate(); // all of them, before anything is opened
            app.Services.GetRequiredService<StoreStarter>().Begin();
            map(app);
            var workers = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList(); // now: the run ends with the container
            await StartAsync(app);
            await app.WaitForShutdownAsync();
            return workers.Exists(worker => worker.ExecuteTask is { IsFaulted: true }) ? SoftwareError : 0;
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } line)
        {
            await System.Console.Error.WriteLineAsync($"SmsBridge can not start. {line}");
            return StartFailure.MayPass(exception) ? TryAgain : ConfigurationError;
        }
    }

    /// <summary>Workers that run already when a later one can not start are stopped before the container goes, or they would work on without the store and log what they meet.</summary>
    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            try
            {
                await app.StopAsync();
            }
#pragma warning disable CA1031 // Why it does not start is what counts.
            catch (Exception)
#pragma warning restore CA1031
            {
                // What never ran can not be stopped well.
            }

            throw;
        }
    }

    /// <summary>On a full disk the log file can not be finished either; that must not hide why the run ends, which stands on the console.</summary>
    private sealed class Ending(WebApplication app) : IAsyncDisposable
    {
        private const int NoSpaceOnUnix = 28; // ENOSPC
        private const int NoSpaceOnWindows = unchecked((int)0x80070070); // ERROR_DISK_FULL

        public async ValueTask DisposeAsync()
        {
            try
            {
                await app.DisposeAsync();
            }
            catch (IOException exception) when (exception.HResult is NoSpaceOnUnix or NoSpaceOnWindows)
            {
                return;
            }
        }
    }
}
