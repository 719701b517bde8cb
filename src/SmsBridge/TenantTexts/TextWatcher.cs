using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Texts;

namespace SmsBridge.TenantTexts;

/// <summary>Looks for what another node or the command line changed: a text takes effect everywhere within a second.</summary>
internal sealed class TextWatcher(TextDirectory texts, IOptions<TemplateOptions> options, TimeProvider time, ILogger<TextWatcher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.DirectoryPoll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await texts.RefreshAsync(stoppingToken);
            }
            catch (DbException exception)
            {
                logger.TextsNotRead(exception);
            }
        }
    }
}

internal static partial class TextsLog // 4700-4799
{
    [LoggerMessage(4700, LogLevel.Warning, "Tenants' texts could not be read anew; those known before go on being sent")]
    public static partial void TextsNotRead(this ILogger logger, Exception exception);
}
