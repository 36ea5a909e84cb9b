using System.Numerics.Tensors;

namespace EdgeResNet.Shared.Teaching;

/// <summary>The lower triangular factor of a symmetric, positive definite matrix, <c>A = L·Lᵀ</c>. Rows are contiguous for vector operations.</summary>
internal sealed class Cholesky
{
    private readonly double[] factor; // row-major; zeros above the diagonal

    private Cholesky(double[] factor, int size) => (this.factor, Size) = (factor, size);

    /// <summary>Rows of the matrix.</summary>
    public int Size { get; }

    /// <summary>A row of the factor.</summary>
    public ReadOnlySpan<double> Row(int index) => factor.AsSpan(index * Size, Size);

    /// <summary>Factors a matrix.</summary>
    /// <param name="symmetric">Row-major.</param>
    /// <param name="size">Its rows.</param>
    /// <exception cref="ArithmeticException">It is not positive definite.</exception>
    public static Cholesky Of(double[] symmetric, int size)
    {
        double[] factor = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            Span<double> row = factor.AsSpan(i * size, size);
            for (int j = 0; j <= i; j++)
            {
                Span<double> other = factor.AsSpan(j * size, size);
                double rest = symmetric[(i * size) + j] - (j == 0 ? 0 : TensorPrimitives.Dot<double>(row[..j], other[..j]));
                row[j] = i != j ? rest / other[j]
                    : rest > 0 ? Math.Sqrt(rest)
                    : throw new ArithmeticException($"row {i} of {size}: the matrix is not positive definite");
            }
        }

        return new Cholesky(factor, size);
    }

    /// <summary>The inverse of the factor, row-major and lower triangular too.</summary>
    public double[] Inverse()
    {
        double[] inverse = new double[factor.Length];
        for (int i = 0; i < Size; i++)
        {
            Span<double> row = inverse.AsSpan(i * Size, Size);
            for (int j = 0; j < i; j++)
            {
                TensorPrimitives.MultiplyAdd(inverse.AsSpan(j * Size, j + 1), -factor[(i * Size) + j], row[..(j + 1)], row[..(j + 1)]);
            }

            row[i] = 1;
            TensorPrimitives.Divide(row[..(i + 1)], factor[(i * Size) + i], row[..(i + 1)]);
        }

        return inverse;
    }

    /// <summary>Solves <c>L·x = b</c> in place.</summary>
    /// <param name="b"><see cref="Size"/> numbers, replaced by the solution.</param>
    public void Solve(Span<double> b)
    {
        for (int i = 0; i < Size; i++)
        {
            double known = i == 0 ? 0 : TensorPrimitives.Dot(Row(i)[..i], b[..i]);
            b[i] = (b[i] - known) / factor[(i * Size) + i];
        }
    }

    /// <summary>Solves <c>Lᵀ·x = b</c> in place.</summary>
    /// <param name="b"><see cref="Size"/> numbers, replaced by the solution.</param>
    public void SolveTransposed(Span<double> b)
    {
        for (int i = Size - 1; i >= 0; i--)
        {
            b[i] /= factor[(i * Size) + i];
            TensorPrimitives.MultiplyAdd(Row(i)[..i], -b[i], b[..i], b[..i]);
        }
    }
}
