using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using SmsBridge.Store.Postgres;
using SmsBridge.Store.Sqlite;

namespace SmsBridge.Store;

internal static class StorageRegistration
{
    public static void AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>()
            .BindConfiguration(StorageOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, PlaceCheck>();
        services.AddSingleton<Database>();
        services.AddSingleton<IAtOpening, WorkLeaseRelease>();
        services.AddSingleton<WorkLeases>();
        services.AddSingleton<Backups>();
        services.AddSingleton<SecretBox>();
        services.AddSingleton<KeyedDigests>();
        services.AddSingleton<RelayBell>();
        services.AddSingleton<StoreStarter>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreStarter>());
        services.AddSingleton<LivingNodes>();
        services.AddHostedService<NodeHeartbeat>();
        services.AddSingleton<ServiceSettings>();
        services.AddHostedService(provider => provider.GetRequiredService<ServiceSettings>());
        services.AddSingleton<IStartReader, OtherInstallation>();
        services.AddDataProtection().SetApplicationName("SmsBridge");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new KeyRing(
            provider.GetRequiredService<IOptions<StorageOptions>>(), provider.GetRequiredService<Database>, provider.GetRequiredService<ILoggerFactory>()));
    }

    private sealed class PlaceCheck : IValidateOptions<StorageOptions>
    {
        public ValidateOptionsResult Validate(string? name, StorageOptions options) =>
            (options.IsPostgreSql ? PostgresPlace.WhyNone(options.ConnectionString) : StorePlace.WhyNoFile(options.ConnectionString)) is { } why ? ValidateOptionsResult.Fail(why) : ValidateOptionsResult.Success;
    }

    private sealed class KeyRing(IOptions<StorageOptions> storage, Func<Database> database, ILoggerFactory loggers) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options)
        {
            options.XmlRepository = storage.Value.IsPostgreSql ? new PostgresKeyRing(database()) : new FileSystemXmlRepository(Create(StorePlace.KeyRingOf(storage.Value)), loggers);
        }

        private static DirectoryInfo Create(string folder)
        {
            try
            {
                return OperatingSystem.IsWindows()
                    ? Directory.CreateDirectory(folder)
                    : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new StoreUnavailableException($"Storage:KeyRing (by default beside Storage:ConnectionString): {exception.Message}", exception);
            }
        }
    }
}

/// <summary>
/// Opens the store, and has read from it what must be known, before the server listens and before any worker starts: registered first, so started first
/// and stopped last.
/// </summary>
internal sealed class StoreStarter(Database database, WorkLeases leases, IServiceProvider services) : IHostedService
{
    private Task? _opening;

    /// <summary>Begins on another thread, for who has other things to prepare meanwhile; what goes wrong is told by <see cref="StartAsync"/>.</summary>
    public void Begin() => _opening ??= Task.Run(OpenAsync);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Begin();
        return _opening!;
    }

    /// <summary>Whoever works under a lease has stopped. Requests and workers that end later may still write: the container disposes the store last.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await leases.ReleaseAsync();
        try
        {
            await database.NoteEndAsync();
        }
        catch (Exception exception) when (exception is StoreUnavailableException or InvalidOperationException)
        {
            // It is not open, or takes no writes: others wait until this one was not seen for long enough.
        }
    }

    private async Task OpenAsync()
    {
        await database.OpenAsync();
        foreach (var reader in services.GetServices<IStartReader>())
        {
            await reader.ReadAsync();
        }
    }
}
