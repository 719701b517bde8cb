using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>
/// How far a run is and about how long it still takes, in the last line of a terminal; on the error output, so that the table stays a table where it
/// is redirected. Goes by the time that scenarios took here: none of them is asked, and so none is held up.
/// </summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Width = 30;
    private const string ClearLine = "\r\x1b[K";

    private static readonly bool IsTerminal = !System.Console.IsErrorRedirected;

    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly TimeSpan _whole;
    private TimeSpan _done;
    private TimeSpan _expected;
    private long _began = TimeProvider.System.GetTimestamp();
    private string _scenario = "";

    /// <param name="expected">What all scenarios of the run take together.</param>
    public ProgressBar(TimeSpan expected)
    {
        _whole = expected;
        _timer = TimeProvider.System.CreateTimer(_ => Draw(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Begin(string scenario, TimeSpan expected)
    {
        lock (_gate)
        {
            _done += _expected;
            (_scenario, _expected, _began) = (scenario, expected, TimeProvider.System.GetTimestamp());
        }
    }

    /// <summary>Writes to the standard output where the bar was.</summary>
    public void Beside(Action write)
    {
        lock (_gate)
        {
            Clear();
            write();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            Clear();
        }
    }

    private static void Clear()
    {
        if (IsTerminal)
        {
            System.Console.Error.Write(ClearLine);
        }
    }

    /// <param name="part">Of the whole, from 0 to 1.</param>
    private static string Text(string scenario, double part, TimeSpan left)
    {
        var full = (int)(part * Width);
        var rest = left > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(left.TotalMinutes):0} min left") : "a little longer than usual";
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', full)}{new string('.', Width - full)}] {part * 100,3:0} %  {scenario}, {rest}");
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (IsTerminal && _expected > TimeSpan.Zero)
            {
                var elapsed = TimeProvider.System.GetElapsedTime(_began);
                var at = _done + (elapsed < _expected ? elapsed : _expected); // one that takes longer waits at its end
                System.Console.Error.Write(ClearLine + Text(_scenario, at / _whole, _whole - at));
            }
        }
    }
}
