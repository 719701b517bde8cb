using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SmsBridge.Hosting;

namespace SmsBridge.Tests.Hosting;

public sealed class BridgeRunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-run-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_worker_that_fails_ends_the_service_with_a_code_that_is_not_success() =>
        (await RunAsync(services => services.AddHostedService<Failing>())).ShouldBe(70);

    [Fact]
    public async Task A_service_that_is_stopped_ends_with_0() =>
        (await RunAsync(services => services.AddHostedService<Stopping>())).ShouldBe(0);

    private Task<int> RunAsync(Action<IServiceCollection> add) => BridgeRun.RunAsync(
        () =>
        {
            var builder = Program.CreateBuilder(
            [
                $"--Storage:ConnectionString=Data Source={Path.Combine(_folder.FullName, "run.db")}", "--Urls=http://127.0.0.1:0",
                $"--Serilog:WriteTo:1:Args:path={Path.Combine(_folder.FullName, "log.json")}",
            ], forVerb: false);
            add(builder.Services);
            return builder.Build();
        },
        static _ => { });

    private sealed class Failing(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var listening = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            throw new InvalidOperationException("It does not work.");
        }
    }

    /// <summary>As a signal does, once everything has started.</summary>
    private sealed class Stopping(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
            return Task.CompletedTask;
        }
    }
}
