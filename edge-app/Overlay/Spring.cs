namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>A critically damped spring: reaches its target as fast as possible without overshoot. The exact solution (x″ + 2ωx′ + ω²x = ω²·target) makes motion independent of the picture rate.</summary>
internal struct Spring(float value)
{
    /// <summary>Position.</summary>
    public float Value { get; private set; } = value;

    /// <summary>Velocity per second.</summary>
    public float Velocity { get; private set; }

    /// <summary>Advances by <paramref name="seconds"/>.</summary>
    /// <param name="target">Target position.</param>
    /// <param name="seconds">Time since the last step; any length.</param>
    /// <param name="stiffness">ω in 1/s; from rest, 95 % of the way takes about 4.7/ω seconds.</param>
    public void Step(float target, float seconds, float stiffness)
    {
        float decay = MathF.Exp(-stiffness * seconds);
        float distance = Value - target;
        float pull = Velocity + (stiffness * distance);
        Value = target + ((distance + (pull * seconds)) * decay);
        Velocity = (Velocity - (stiffness * pull * seconds)) * decay;
    }
}
