using System.Numerics.Tensors;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Vectors of length 1, whose products are cosines.</summary>
internal static class UnitVector
{
    /// <summary>Divides a vector by its length; zeros stay.</summary>
    public static void Normalise(Span<float> vector)
    {
        float length = TensorPrimitives.Norm<float>(vector);
        TensorPrimitives.Divide(vector, length > 0 ? length : 1, vector);
    }
}
