namespace SmsBridge.Intake.Events;

/// <summary>How a broker's source is doing in this process, for whoever asks. Written by its own thread, read by others.</summary>
internal sealed class SourceState(string broker, ILogger logger)
{
    private volatile string? _trouble;
    private volatile string? _pause;
    private volatile bool _hasPlace;

    /// <summary>The broker has given it something to take from. One of several nodes may be given nothing.</summary>
    public bool HasPlace => _hasPlace;

    /// <summary>What is wrong with the broker, in its client's words; null: nothing.</summary>
    public string? Trouble => _trouble;

    /// <summary>Why nothing is taken now although something is there; null: it is.</summary>
    public string? Pause => _pause;

    public void Placed(bool has) => _hasPlace = has;

    /// <summary>The broker is there.</summary>
    public void Answered() => _trouble = null;

    /// <summary>Said once until something comes again: the client tries twenty times a second.</summary>
    public void InTrouble(string problem)
    {
        if (_trouble is null)
        {
            logger.SourceInTrouble(broker, problem);
        }

        _trouble = problem;
    }

    public void Paused(string why)
    {
        if (_pause is null)
        {
            logger.SourcePaused(broker, why);
        }

        _pause = why;
    }

    public void GoesOn()
    {
        if (_pause is not null)
        {
            logger.SourceGoesOn(broker);
        }

        _pause = null;
    }
}
